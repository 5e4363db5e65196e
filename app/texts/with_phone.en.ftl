# The words of venues with a phone (phone in venue.toml): instead of the same words and texts of en.ftl.
# { -phone } is the number. A venue's own texts know it, too.

-call-us = call us on { -phone }
-phone-line =
    { "" }
    ☎️ { -phone }

not_understood = I understand buttons and short requests such as “{ -example }”. If you need a person, call { -phone }.

refused_guest_barred = We’re sorry, but we take no more bookings from you here. Please call us on { -phone }. The bookings you have still stand.
