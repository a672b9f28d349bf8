"""``{{ session.user_agent|device_name }}``"""

from django import template

from huduma.platform.accounts.devices import device_name

register = template.Library()
register.filter("device_name", device_name)
