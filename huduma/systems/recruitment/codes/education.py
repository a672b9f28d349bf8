"""Levels of education from less to more (ISCED 2011, with Tanzania's own awards), and fields of education (ISCED-F 2013, broad)."""

from .code import Code, Codes

# The first digit is the level of ISCED 2011; the second tells apart the awards that it holds here.
LEVELS = Codes(
    "ISCED 2011",
    Code("10", "Elimu ya msingi (darasa la saba)", "Primary education (Standard VII)"),
    Code("24", "Kidato cha nne (CSEE)", "Form Four (CSEE)"),
    Code("34", "Kidato cha sita (ACSEE)", "Form Six (ACSEE)"),
    Code("35", "Astashahada ya awali (NTA 4)", "Basic technician certificate (NTA 4)"),
    Code("45", "Astashahada (NTA 5)", "Technician certificate (NTA 5)"),
    Code("55", "Stashahada (NTA 6)", "Ordinary diploma (NTA 6)"),
    Code("65", "Stashahada ya juu (NTA 7)", "Higher diploma (NTA 7)"),
    Code("66", "Shahada ya kwanza (NTA 8)", "Bachelor's degree (NTA 8)"),
    Code("67", "Stashahada ya uzamili", "Postgraduate diploma"),
    Code("76", "Shahada ya uzamili (NTA 9)", "Master's degree (NTA 9)"),
    Code("86", "Shahada ya uzamivu (NTA 10)", "Doctoral degree (NTA 10)"),
)

FIELDS = Codes(
    "ISCED-F 2013",
    Code("00", "Elimu ya jumla", "Generic programmes"),
    Code("01", "Ualimu", "Education"),
    Code("02", "Sanaa na lugha", "Arts and humanities"),
    Code("03", "Sayansi ya jamii na uandishi wa habari", "Social sciences, journalism and information"),
    Code("04", "Biashara, utawala na sheria", "Business, administration and law"),
    Code("05", "Sayansi asilia, hisabati na takwimu", "Natural sciences, mathematics and statistics"),
    Code("06", "TEHAMA", "Information and communication technologies"),
    Code("07", "Uhandisi, uzalishaji na ujenzi", "Engineering, manufacturing and construction"),
    Code("08", "Kilimo, misitu, uvuvi na mifugo", "Agriculture, forestry, fisheries and veterinary"),
    Code("09", "Afya na ustawi wa jamii", "Health and welfare"),
    Code("10", "Huduma", "Services"),
)
