"""The Threads API, as far as a publisher and a counter of reactions need it.

https://developers.facebook.com/documentation/threads; names as in Meta's own Postman collection.
"""
