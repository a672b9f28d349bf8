"""Languages (ISO 639-1), professional boards, and the documents that a vacancy may ask for."""

from .code import Code, Codes

LANGUAGES = Codes(
    "ISO 639-1",
    Code("sw", "Kiswahili", "Swahili"),
    Code("en", "Kiingereza", "English"),
    Code("fr", "Kifaransa", "French"),
    Code("ar", "Kiarabu", "Arabic"),
    Code("pt", "Kireno", "Portuguese"),
    Code("zh", "Kichina", "Chinese"),
)

BOARDS = Codes(
    "Professional boards of Tanzania",
    Code("ERB", "Bodi ya Usajili wa Wahandisi (ERB)", "Engineers Registration Board (ERB)"),
    Code(
        "AQRB",
        "Bodi ya Usajili wa Wasanifu Majengo na Wakadiriaji Majenzi (AQRB)",
        "Architects and Quantity Surveyors Board (AQRB)",
    ),
    Code("NBAA", "Bodi ya Taifa ya Wahasibu na Wakaguzi wa Hesabu (NBAA)", "National Board of Accountants and Auditors (NBAA)"),
    Code("PSPTB", "Bodi ya Wataalamu wa Ununuzi na Ugavi (PSPTB)", "Procurement and Supplies Professionals and Technicians Board (PSPTB)"),
    Code("MCT", "Baraza la Madaktari Tanganyika (MCT)", "Medical Council of Tanganyika (MCT)"),
    Code("TNMC", "Baraza la Uuguzi na Ukunga (TNMC)", "Tanzania Nursing and Midwifery Council (TNMC)"),
    Code("PC", "Baraza la Famasi", "Pharmacy Council"),
    Code("TLS", "Chama cha Mawakili Tanganyika (TLS)", "Tanganyika Law Society (TLS)"),
    Code("VCT", "Baraza la Veterinari (VCT)", "Veterinary Council of Tanzania (VCT)"),
    Code("TPB", "Bodi ya Kitaalamu ya Walimu (TPB)", "Teachers Professional Board (TPB)"),
    Code("TPRB", "Bodi ya Usajili wa Wataalamu wa Mipango Miji (TPRB)", "Town Planners Registration Board (TPRB)"),
)

DOCUMENTS = Codes(
    "Documents of an application",
    Code("birth_certificate", "Cheti cha kuzaliwa", "Birth certificate"),
    Code("form_four", "Cheti cha kidato cha nne", "Form Four certificate"),
    Code("form_six", "Cheti cha kidato cha sita", "Form Six certificate"),
    Code("award", "Cheti cha taaluma", "Certificate of the award"),
    Code("transcript", "Matokeo ya masomo (transcript)", "Academic transcript"),
    Code("registration", "Cheti cha usajili wa taaluma", "Certificate of professional registration"),
    Code("letter", "Barua ya maombi iliyosainiwa", "Signed letter of application"),
    Code("driving_licence", "Leseni ya udereva", "Driving licence"),
)
