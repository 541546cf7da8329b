"""The Graph API of Facebook pages and Instagram, as far as a publisher and a counter need it.

https://developers.facebook.com/docs/graph-api/reference and
https://developers.facebook.com/docs/instagram-platform; both speak under the same addresses, and
who is asked shows in what is asked.
"""
