"""A request is stamped when it comes, before anything else is done with it."""

import time

from django.test import RequestFactory

from huduma.platform.delivery.arrival import seconds_since_arrival
from huduma.platform.delivery.wsgi import Delivery


def test_the_outermost_callable_stamps_what_is_sent_to_us():
    waited = []

    def application(environ, start_response):
        time.sleep(0.02)
        waited.append(seconds_since_arrival(RequestFactory().request(**environ)))
        start_response("204 No Content", [])
        return []

    sent = {"REQUEST_METHOD": "POST", "PATH_INFO": "/ajira/2026-00001/omba/", "QUERY_STRING": "", "HTTP_HOST": "localhost"}
    Delivery(application)(sent, lambda *_: None)
    assert 0.02 <= waited[0] < 5


def test_one_without_a_stamp_has_just_come():
    assert seconds_since_arrival(RequestFactory().get("/")) == 0
