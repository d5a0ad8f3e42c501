"""The roles of columns in tables of coded excerpts, and the names that such columns have.

The languages are those of the researchers who made the tables. Met: Taguette `id, document, tag,
content`; QualCoder's report `File, Coder, Coded, Id, Codename, Coded_Memo, Category`; MAXQDA
`Document group, Document name, Code, …, Segment`; ATLAS.ti `ID, Document, Codes, Quotation Content`
and, in its reports, `Text Content, Codes, Number of Codes`; Dedoose `Media Title, Excerpt Copy,
Codes Applied Combined, Code: … Applied`; requal `doc_name, code_name, segment_text, user_name`;
annotations of CATMA as GitMA writes them, and its own results of a query; and tables made by hand.
"""

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "document": "the document that the passage is in",
    "group": "the group of the document",
    "words": "the words of the passage",
    "code": "the code; several such columns hold one code each",
    "codes": "several codes in one cell",
    "coded_by": "the code that the coder of the heading gave; one such column for each coder",
    "coders": "who gave the code that the heading names, one coder or several",
    "mark": "1, x or yes where the row has the code that the heading names",
    "count": "how often the code of the heading occurs in the document or case of the row, or the "
    "code of the row in the document of the heading",
    "category": "the code above the code; several such columns go from the top down",
    "level": "a level of the code; several such columns go from the top down",
    "number_of_codes": "how many codes the row has, to compare with",
    "id": "what identifies the passage",
    "coder": "who coded",
    "case": "the participant or case",
    "memo": "a comment",
    "meaning_unit": "the passage in condensed words",
    "begin": "where the passage begins",
    "end": "where the passage ends",
    "variable": "a property of the case or the document",
    "ignore": "nothing that is read",
}
SINGLE_ROLES = (
    *("document", "group", "words", "codes", "number_of_codes", "id", "coder", "case"),
    *("memo", "meaning_unit", "begin", "end"),
)

# Names behind a bar are those that a column is called by only where none has a better name; those
# behind a second bar are asked about.
NAMES: Mapping[str, Mapping[str, str]] = {
    "document": {
        "en": "document name, document, doc, doc name, document title, media title, file, "
        "filename, file name, source, source name, transcript, interview, focus group, "
        "conversation | recording, note title | int",
        "da": "dokument, dokumentnavn, fil, filnavn, interview, kilde, udskrift, transskription, "
        "fokusgruppe, fokusgruppeinterview, samtale",
        "sv": "dokument, dokumentnamn, fil, filnamn, intervju, källa, transkript, fokusgrupp, "
        "samtal",
        "nb": "dokument, dokumentnavn, fil, filnavn, intervju, kilde, fokusgruppe, samtale",
        "de": "dokument, dokumentname, datei, dateiname, interview, quelle, transkript, gespräch, "
        "fokusgruppe | protokoll",
        "fr": "document, nom du document, fichier, nom du fichier, entretien, transcription",
        "es": "documento, nombre del documento, archivo, fichero, entrevista, transcripción, "
        "fuente",
        "pt": "documento, nome do documento, arquivo, ficheiro, entrevista, transcrição, fonte",
        "nl": "document, documentnaam, bestand, bestandsnaam, interview, bron, gesprek, focusgroep",
        "it": "documento, nome del documento, file, intervista, trascrizione, fonte",
        "zh": "文档, 文件, 文件名, 文档名, 访谈, 来源, 文檔, 檔案, 訪談",
        "ar": "الوثيقة, المستند, الملف, اسم الملف, المقابلة, المصدر",
        "fi": "dokumentti, asiakirja, tiedosto, haastattelu, lähde",
        "pl": "dokument, plik, wywiad, źródło",
        "cs": "dokument, soubor, rozhovor, zdroj, přepis",
        "ru": "документ, файл, интервью, источник",
        "tr": "belge, dosya, görüşme, kaynak",
        "ja": "文書, ドキュメント, ファイル, インタビュー, 面接",
        "ko": "문서, 파일, 인터뷰, 면담",
        "fa": "سند, فایل, مصاحبه",
    },
    "group": {
        "en": "document group, document groups",
        "da": "dokumentgruppe",
        "sv": "dokumentgrupp",
        "nb": "dokumentgruppe",
        "de": "dokumentgruppe",
        "fr": "groupe de documents",
        "es": "grupo de documentos",
        "pt": "grupo de documentos",
        "nl": "documentgroep",
        "it": "gruppo di documenti",
        "zh": "文档组",
        "ar": "مجموعة الوثائق",
    },
    "words": {
        "en": "segment, coded segment, coded text, coded, quotation content, text content, "
        "quotation, quotations, quote, quotes, excerpt copy, excerpt, excerpts, passage, extract, "
        "verbatim, snippet, segments, unit of analysis, highlight, highlights "
        "| content, text, full text, response, responses, answer, answers, utterance, utterances, "
        "statement, words, sentence, paragraph, chunk, message, turn, post, tweet",
        "da": "citat, tekstuddrag, uddrag, tekststykke, udsagn, ytring, ytringer, kodet tekst, "
        "kodet uddrag, citatindhold "
        "| tekst, svar, indhold, fritekst, fritekstsvar, svartekst, sætning",
        "sv": "citat, textavsnitt, utdrag, yttrande, kodad text | text, svar, innehåll",
        "nb": "sitat, tekstutdrag, utdrag, utsagn, ytring, kodet tekst | tekst, svar, innhold",
        "de": "segment, zitat, textstelle, textsegment, textabschnitt, textpassage, auszug, "
        "kodierter text, codierter text, zitatinhalt, inhalt des zitats "
        "| text, antwort, inhalt, aussage",
        "fr": "citation, extrait, verbatim, passage, segment, texte codé, "
        "contenu de la citation | texte, réponse, contenu",
        "es": "cita, cita textual, contenido de la cita, fragmento, extracto, segmento, pasaje, "
        "texto codificado | texto, respuesta, contenido",
        "pt": "citação, conteúdo da citação, trecho, excerto, extrato, fragmento, segmento "
        "| texto, resposta, conteúdo",
        "nl": "citaat, fragment, tekstfragment, passage, uitspraak, inhoud van het citaat "
        "| tekst, antwoord, inhoud",
        "it": "citazione, estratto, brano, segmento, passaggio, contenuto della citazione "
        "| testo, risposta, contenuto",
        "zh": "片段, 编码片段, 引文, 引文内容, 引语, 引用, 摘录, 节选, 段落, 語段, 摘錄, 節選 "
        "| 文本, 原文, 内容, 回答, 文字, 內容",
        "ar": "الاقتباس, المقتطف, المقطع, الشاهد | النص, المحتوى, الإجابة",
        "fi": "sitaatti, lainaus, ote, tekstikatkelma | teksti, vastaus, sisältö",
        "pl": "cytat, wypowiedź, fragment | tekst, odpowiedź, treść",
        "cs": "citát, citace, úryvek, výrok | text, odpověď, obsah",
        "ru": "цитата, фрагмент, отрывок, высказывание | текст, ответ",
        "tr": "alıntı, kesit, pasaj | metin, yanıt, cevap",
        "ja": "発言, 抜粋, 語り, セグメント | 本文, テキスト",
        "ko": "인용, 인용문, 발췌, 발화 | 텍스트, 본문, 응답",
        "fa": "نقل‌قول, نقل قول, گزیده | متن, پاسخ",
    },
    "code": {
        "en": "code, codename, code name, code label, code system, tag, node, first order concept, "
        "first order concepts, 1st order concept, 1st order concepts, 1st order code, open code "
        "| label, keyword, topic",
        "da": "kode, kodenavn | kodning, nøgleord",
        "sv": "kod, kodnamn | kodning",
        "nb": "kode, kodenavn | koding",
        "de": "code, codename, kode, codesystem, liste der codes | kodierung, codierung",
        "fr": "code, nom du code | codage, étiquette",
        "es": "código, nombre del código | codificación, etiqueta",
        "pt": "código, nome do código | codificação, etiqueta, rótulo",
        "nl": "code, codenaam | codering, label",
        "it": "codice, nome del codice | codifica, etichetta",
        "zh": "编码, 代码, 节点, 編碼, 代碼, 節點 | 标签, 標籤",
        "ar": "الرمز, الكود, الشفرة | الترميز, الوسم",
        "fi": "koodi",
        "pl": "kod, nazwa kodu",
        "cs": "kód",
        "ru": "код, узел",
        "tr": "kod",
        "ja": "コード",
        "ko": "코드",
        "fa": "کد",
    },
    "codes": {
        "en": "codes, tags, codes applied, assigned codes, codes applied combined",
        "sv": "koder",
        "de": "codes, kodes | kodierungen, codierungen",
        "fr": "codes",
        "es": "códigos",
        "pt": "códigos",
        "nl": "codes",
        "it": "codici",
        "zh": "编码列表, 所有编码",
        "ar": "الرموز, الأكواد",
        "fi": "koodit",
        "pl": "kody",
        "cs": "kódy",
        "ru": "коды",
        "tr": "kodlar",
    },
    "category": {
        "en": "category, main category, theme, main theme, main code, parent code, subcategory, "
        "sub category, subtheme, sub theme, second order theme, aggregate dimension",
        "da": "kategori, hovedkategori, tema, hovedtema, overkode, hovedkode, underkategori, "
        "undertema",
        "sv": "kategori, huvudkategori, tema, huvudtema, huvudkod, underkategori, undertema",
        "nb": "kategori, hovedkategori, tema, hovedtema, hovedkode, underkategori, undertema",
        "de": "kategorie, oberkategorie, hauptkategorie, obercode, oberkode, thema, hauptthema, "
        "unterkategorie, unterthema",
        "fr": "catégorie, thème, code parent, sous catégorie, sous thème",
        "es": "categoría, tema, código padre, subcategoría, subtema",
        "pt": "categoria, tema, código pai, subcategoria, subtema",
        "nl": "categorie, thema, hoofdcode, subcategorie, subthema",
        "it": "categoria, tema, sottocategoria, sottotema",
        "zh": "类别, 主题, 范畴, 類別, 主題",
        "ar": "الفئة, الموضوع, المحور",
        "fi": "luokka, kategoria, teema",
        "pl": "kategoria, temat",
        "cs": "kategorie, téma",
        "ru": "категория, тема",
        "tr": "kategori, tema",
        "ja": "カテゴリー, カテゴリ, テーマ",
        "ko": "범주, 주제",
        "fa": "مقوله, مضمون",
    },
    "number_of_codes": {
        "en": "number of codes, code count",
        "da": "antal koder",
        "sv": "antal koder",
        "nb": "antall koder",
        "de": "anzahl codes, anzahl der codes",
        "fr": "nombre de codes",
        "es": "número de códigos",
        "pt": "número de códigos",
        "nl": "aantal codes",
        "it": "numero di codici",
    },
    "id": {
        "en": "id, segment id, quotation id, excerpt id, passage id, highlight id, segment number, "
        "segment no, segment nr",
        "de": "segment nr, segmentnummer, zitatnummer",
        "zh": "片段编号",
    },
    "coder": {
        "en": "coder, coders, coder name, name of coder, coder id, coder initials, coded by, "
        "who coded, created by, excerpt creator, annotator, rater, owner | analyst "
        "| researcher, reviewer, collection name",
        "da": "kodet af, kodør, kodere, oprettet af, koder af, koder navn, kodernavn, "
        "koderens navn, navn på koder, koder initialer, koderens initialer",
        "sv": "kodare, kodad av, skapad av",
        "nb": "kodet av, kodar, opprettet av",
        "de": "kodierer, kodiererin, codierer, codiererin, kodiert von, codiert von, erstellt von",
        "fr": "codeur, codeuse, codé par, créé par, annotateur",
        "es": "codificador, codificadora, codificado por, creado por, anotador",
        "pt": "codificador, codificadora, codificado por, criado por, anotador",
        "nl": "codeur, gecodeerd door, gemaakt door",
        "it": "codificatore, codificatrice, codificato da, creato da",
        "zh": "编码者, 编码员, 评审员, 评定者, 编码人, 编码人员, 创建者, 標註者, 标注者, "
        "編碼者, 編碼員",
        "ar": "المرمز, القائم بالترميز, رمزه, أنشأه",
        "fi": "koodaaja",
        "pl": "kodujący, osoba kodująca",
        "cs": "kódující, kódoval",
        "ru": "кодировщик, кодировал",
        "tr": "kodlayan",
        "ja": "コーダー, 評定者, 分析者",
        "ko": "코더",
        "fa": "کدگذار",
    },
    "case": {
        "en": "case, participant, participants, speaker, respondent, informant, interviewee, "
        "person, response id, record id || email, email address, e mail, name, "
        "user, user name, user id, author, author name, patient, subject, client, citizen, "
        "pid, pseudonym, study id, who, resp",
        "da": "deltager, informant, respondent, interviewperson, person || borger, patient, navn",
        "sv": "deltagare, informant, respondent, intervjuperson, person, fall",
        "nb": "deltaker, informant, respondent, intervjuperson, person",
        "de": "fall, teilnehmer, teilnehmerin, teilnehmende, befragte, befragter, befragte person, "
        "interviewpartner, interviewpartnerin, proband, probandin, sprecher, sprecherin, person",
        "fr": "cas, participant, participante, répondant, enquêté, enquêtée, interviewé, locuteur, "
        "personne, personne interrogée",
        "es": "caso, participante, informante, entrevistado, entrevistada, encuestado, hablante, "
        "persona",
        "pt": "caso, participante, informante, entrevistado, entrevistada, respondente, falante, "
        "pessoa",
        "nl": "casus, deelnemer, respondent, informant, geïnterviewde, spreker, persoon",
        "it": "caso, partecipante, intervistato, intervistata, rispondente, parlante, persona",
        "zh": "受访者, 访谈对象, 被访者, 参与者, 参加者, 个案, 案例, 说话人, 受訪者, 訪談對象, "
        "參與者, 個案",
        "ar": "المشارك, المشاركة, المستجيب, المبحوث, الحالة, المتحدث",
        "fi": "osallistuja, haastateltava, vastaaja",
        "pl": "uczestnik, uczestniczka, rozmówca, osoba",
        "cs": "účastník, účastnice, osoba",
        "ru": "участник, респондент, информант",
        "tr": "katılımcı, görüşülen",
        "ja": "対象者, 協力者, 話者",
        "ko": "참여자, 참가자",
        "fa": "مشارکت‌کننده, مشارکت کننده, شرکت‌کننده, مصاحبه‌شونده",
    },
    "memo": {
        "en": "coded memo, memo, memos, comment, comments, note, notes",
        "da": "kommentar, kommentarer, bemærkning, note, noter",
        "sv": "kommentar, kommentarer, anteckning",
        "nb": "kommentar, kommentarer, merknad, notat",
        "de": "kommentar, anmerkung, anmerkungen, bemerkung, bemerkungen, notiz, memo",
        "fr": "commentaire, commentaires, remarque, remarques, mémo, note",
        "es": "comentario, comentarios, observación, observaciones, nota, notas",
        "pt": "comentário, comentários, observação, observações, nota, notas",
        "nl": "opmerking, commentaar, notitie",
        "it": "commento, osservazione, nota",
        "zh": "备忘录, 备注, 注释, 评论, 備忘錄, 備註",
        "ar": "ملاحظة, ملاحظات, تعليق, مذكرة",
        "fi": "kommentti, muistiinpano",
        "pl": "komentarz, uwagi, notatka",
        "cs": "poznámka, komentář",
        "ru": "комментарий, примечание",
        "tr": "yorum",
        "ja": "メモ, コメント, 備考",
        "ko": "메모, 비고",
        "fa": "یادداشت",
    },
    "meaning_unit": {
        "en": "meaning unit, condensed meaning unit, condensed meaning, paraphrase, summary",
        "da": "meningsenhed, meningskondensering, resumé",
        "sv": "meningsenhet, kondenserad meningsenhet",
        "nb": "meningsenhet, meningsfortetting",
        "de": "bedeutungseinheit, paraphrase, zusammenfassung",
        "fr": "unité de sens, paraphrase, résumé",
        "es": "unidad de significado, paráfrasis, resumen",
        "pt": "unidade de significado, paráfrase, resumo",
        "nl": "betekeniseenheid, parafrase, samenvatting",
        "it": "unità di significato, parafrasi, riassunto",
        "zh": "意义单元, 摘要",
        "ar": "وحدة المعنى, ملخص",
    },
    "begin": {
        "en": "beginning, begin, start, start point, start position, start offset, segment start",
        "de": "anfang",
        "fr": "début",
        "es": "inicio, comienzo",
        "pt": "início",
        "it": "inizio",
        "zh": "开始, 开始位置, 開始",
        "ar": "البداية",
    },
    "end": {
        "en": "end, end point, end position, end offset, segment end",
        "da": "slut",
        "nb": "slutt",
        "de": "ende",
        "fr": "fin",
        "es": "fin, final",
        "pt": "fim",
        "nl": "einde",
        "it": "fine",
        "zh": "结束, 结束位置, 結束",
        "ar": "النهاية",
    },
    "variable": {  # before the bar those that are not codes where they are 0 and 1
        "en": "female, male, gender, sex, age, age group, consent | role, date, year, month, "
        "time, site, place, region, country, type, status, occupation, education, interviewer",
        "da": "kvinde, mand, køn, alder, samtykke | rolle, dato, år, sted, type, stilling",
        "sv": "kvinna, man, kön, ålder, samtycke | roll, datum, år, plats, typ, yrke",
        "nb": "kvinne, mann, kjønn, alder, samtykke | rolle, dato, år, sted, yrke",
        "de": "weiblich, männlich, geschlecht, alter, einwilligung | rolle, datum, jahr, ort, "
        "art, beruf",
        "fr": "femme, homme, sexe, genre, âge, consentement | rôle, année, lieu, profession",
        "es": "mujer, hombre, sexo, género, edad, consentimiento | rol, papel, fecha, año, lugar, "
        "profesión",
        "pt": "mulher, homem, sexo, gênero, género, idade, consentimento | papel, data, ano, "
        "local, profissão",
        "nl": "vrouw, man, geslacht, leeftijd, toestemming | rol, datum, jaar, plaats, beroep",
        "it": "donna, uomo, sesso, genere, età, consenso | ruolo, anno, luogo, professione",
        "zh": "女性, 男性, 性别, 年龄, 性別, 年齡 | 角色, 日期, 地点, 职业",
        "ar": "أنثى, ذكر, الجنس, العمر | الدور, التاريخ, المكان, المهنة",
    },
    "ignore": {  # who changed something last is not who coded it
        "en": "colour, color, weight score, area, coverage, modified, modified on, modified by, "
        "last modified by, created, created on, excerpt range, excerpt date, resource creator, "
        "resource date, left context, right context, tag path, annotation collection, code id, "
        "code color, code groups, quotation name",
        "da": "farve, ændret af, ændret, oprettet",
        "sv": "färg, ändrad av, ändrad, skapad",
        "nb": "farge, endret av, endret, opprettet",
        "de": "farbe, fläche, abdeckungsgrad, bearbeitet von, bearbeitet am, geändert von, "
        "geändert am, erstellt, erstellt am",
        "fr": "couleur, modifié par, modifié le, créé le",
        "es": "color, modificado por, modificado, creado",
        "pt": "cor, modificado por, modificado em, criado em",
        "nl": "kleur, gewijzigd door, gewijzigd op",
        "it": "colore, modificato da, modificato il",
        "zh": "颜色, 修改者, 修改时间, 创建时间",
        "ar": "اللون",
    },
}
# A Danish, Norwegian or Swedish plural of `kode`, and a Danish word for who codes.
CODER_OR_CODES = ("koder",)

NO_PROGRAM = "a table"
PROGRAMS: tuple[tuple[str, set[str], Mapping[str, str]], ...] = (
    ("Taguette", {"id", "document", "tag", "content"}, {}),
    ("QualCoder", {"file", "coder", "coded", "codename"}, {}),
    ("MAXQDA", {"document name", "code", "segment"}, {}),
    ("MAXQDA", {"dokumentname", "code", "segment"}, {}),
    ("ATLAS.ti", {"codes", "quotation content"}, {}),
    ("ATLAS.ti", {"codes", "text content", "number of codes"}, {}),
    ("Dedoose", {"media title", "excerpt copy"}, {"codes applied combined": "ignore"}),
    (
        "requal",
        {"doc name", "code name", "segment text"},
        {"user name": "coder", "user id": "ignore"},
    ),
    (
        "CATMA",
        {"annotation collection", "annotator", "tag", "annotation"},
        {"annotation": "words", "properties": "ignore", "date": "ignore"},
    ),
    (
        "CATMA",
        {"query id", "document name", "keyword", "tag", "collection name"},
        {"keyword": "words", "comment reply": "memo"}
        | dict.fromkeys(
            (
                *("query id", "document id", "document length", "keyword in context"),
                *("collection id", "tag version", "tag color", "annotation id", "property id"),
                *("property name", "property value", "comment id", "comment author"),
                *("reply count", "reply id"),
            ),
            "ignore",
        ),
    ),
)
