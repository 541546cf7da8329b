"""The Graph API of Facebook pages and Instagram, as far as a publisher and a counter need it.

https://developers.facebook.com/docs/graph-api/reference and
https://developers.facebook.com/docs/instagram-platform. Both have the same addresses; the token
and the fields of a request show which of them is meant.
"""
