"""How mail programs and people mark what they quote and how they sign, in the languages of our customers."""

import re

ATTRIBUTION = re.compile(
    r"""^(?:
      On\s.{6,200}\swrote
    | Am\s.{6,200}\sschrieb\b.{0,120}
    | Le\s.{6,200}\sa\s[ée]crit
    | El\s.{6,200}\sescribi[óo]
    | Il\s.{6,200}\sha\sscritto
    | Op\s.{6,200}\s(?:schreef|geschreven)\b.{0,120}
    | Em\s.{6,200}\sescreveu
    | (?:W\sdniu|Dnia)\s.{6,200}\snapisał(?:\(a\)|a)?
    | (?:Den|På)\s.{6,200}\sskrev\b.{0,120}
    | .{0,40}\d.{5,160}<[^<>\s]{3,120}@[^<>\s]{3,120}>(?:\s(?:wrote|schrieb))?
    )\s?:$""",
    re.VERBOSE,
)
SURE = re.compile(r"\b\d{1,2}[:.h]\d{2}\b|[\w.+-]@[\w-]")  # a time of day or an address: no person writes it that way

SEPARATOR = re.compile(
    r"""^\s{0,3}(?:
      -{2,}\s*(?:Original\sMessage|Forwarded\smessage|Original\sEmail|Reply\sabove\sthis\sline
        | Urspr(?:ü|ue)ngliche\sNachricht|Original-?\s?Nachricht|Weitergeleitete\sNachricht
        | Message\sd['’]origine|Message\soriginal|Message\stransf[ée]r[ée]
        | Mensaje\soriginal|Mensaje\sreenviado|Messaggio\s(?:originale|inoltrato)
        | Oorspronkelijk\sbericht|Doorgestuurd\sbericht|Mensagem\s(?:original|encaminhada))\s*-{2,}
    | Begin\sforwarded\smessage:
    | Anfang\sder\sweitergeleiteten\s(?:Nachricht|E-Mail):
    | Début\sdu\smessage\s(?:réexpédié|transféré)\s?:
    | Inicio\sdel\smensaje\sreenviado:
    | Inizio\smessaggio\sinoltrato:
    | Begin\sdoorgestuurd\sbericht:
    )\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
RULE = re.compile(r"^\s*[_-]{8,}\s*$")
BLOCK_FROM = re.compile(r"^\*?(?:From|Von|De|Da|Van|Från|Fra|Od)\s?:\*?\s?\*?\s*\S")
BLOCK_DATE = re.compile(
    r"^\*?(?:Sent|Date|Gesendet|Datum|Envoyé|Fecha|Enviado(?:\sel)?|Inviato|Data|Verzonden|Skickat|Sendt)\s?:\*?\s*.*\d"
)
BLOCK_OTHER = re.compile(
    r"^\*?(?:To|An|À|Para|A|Aan|Till|Til|Do|Cc|CC|Kopie|Subject|Betreff|Objet|Asunto|Oggetto|Onderwerp|Ämne|Emne"
    r"|Assunto|Temat)\s?:"
)

SIGNATURE = re.compile(r"^--\s?$")
MOBILE = re.compile(
    r"""^\W{0,3}(?:
      (?:Sent|Get|Sent\susing|Sent\sfrom)\s.{0,30}\b(?:iPhone|iPad|Android|Galaxy|Samsung|Huawei|Pixel|phone|mobile|Outlook
        |Yahoo|Mail|BlackBerry|Proton|device)\b.{0,40}
    | (?:Von|Gesendet|Diese\sNachricht\swurde).{0,30}\b(?:iPhone|iPad|Android|Handy|Smartphone|Samsung
        |Outlook|Mobil\w*|GMX|WEB\.DE|Mail)\b.{0,60}
    | (?:Envoyé)\s.{0,20}\b(?:iPhone|iPad|Android|mobile|téléphone|Outlook|Yahoo|Mail|Samsung)\b.{0,40}
    | (?:Enviado)\s.{0,20}\b(?:iPhone|iPad|Android|móvil|celular|Outlook|Yahoo|Samsung)\b.{0,40}
    | (?:Inviato)\s.{0,20}\b(?:iPhone|iPad|Android|cellulare|Outlook|Yahoo|Samsung)\b.{0,40}
    | (?:Verzonden|Verstuurd)\s.{0,20}\b(?:iPhone|iPad|Android|telefoon|Outlook|Samsung)\b.{0,40}
    | (?:Skickat|Sendt)\s.{0,20}\b(?:iPhone|iPad|Android|mobil|Outlook|Samsung)\b.{0,40}
    )\W{0,3}$""",
    re.VERBOSE | re.IGNORECASE,
)
DISCLAIMER = re.compile(
    r"^\W{0,3}(?:this\s(?:e-?mail|message|communication)|the\s(?:information|content)s?\s(?:in|contained|of)|confidential"
    r"|disclaimer|diese\s(?:e-?mail|nachricht)|ce\s(?:message|courriel|mail)|este\s(?:mensaje|correo)"
    r"|dit\s(?:bericht|e-?mail)).{0,400}(?:confidential|privileged|intended\s(?:solely|only|recipient|for)|vertraulich"
    r"|confidentiel|confidencial|vertrouwelijk)",
    re.IGNORECASE | re.DOTALL,
)
SIGN_OFF = re.compile(
    r"^\s*(?:(?:kind|best|warm|many)?\s?(?:regards|wishes)|yours\s\w+|sincerely|thank\syou|(?:many\s)?thanks|cheers"
    r"|mit\s(?:freundlichen|besten)\sgrüßen|(?:viele|beste|freundliche|liebe)\sgrüße|mfg|bien\scordialement|cordialement"
    r"|(?:un\s)?saludos?(?:\scordial(?:es)?)?|(?:cordiali|distinti)\ssaluti|(?:met\s)?vriendelijke\sgroet(?:en)?)"
    r"[\s,.!]*$",
    re.IGNORECASE,
)
REACHED_AT = re.compile(  # a telephone number, a site or an address, with a label or alone: not "call me on +49 ..."
    r"(?i)^\W*(?:(?:t|m|f|tel|telefon|phone|mobile|mobil|fax|e-?mail|web)\b[\s.:]*)?(?:\+?\(?\d[\d ()/.-]{6,}\d|www\.|https?://|\S+@\S+)"
)
SENTENCE = re.compile(r"[.?!]\s*$|\d.*\d.*\d.*\d|(?:\S+\s+){6}\S")
POSTSCRIPT = re.compile(r"^\s*P\.?\s?S\.?\b", re.IGNORECASE)
