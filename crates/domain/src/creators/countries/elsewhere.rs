//! What countries are called in other languages than English, as spreadsheets have them.
//!
//! Invariant: a name leads to one country, whatever the language of the list. Absent: English names and codes, which the table of
//! the standard has; the languages in which the interface speaks.

/// Code, and names between bars: German, French, Spanish, Italian, Dutch, Portuguese, Polish and Swedish, and their own or a
/// neighbour's where people write it.
#[rustfmt::skip]
pub(super) const ELSEWHERE: [(&str, &str); 98] = [
    ("AE", "Vereinigte Arabische Emirate|VAE|Émirats arabes unis|Emirats arabes unis|Emiratos Árabes Unidos|Emirati Arabi Uniti|\
        Verenigde Arabische Emiraten|Emirados Árabes Unidos|Zjednoczone Emiraty Arabskie|Förenade Arabemiraten"),
    ("AL", "Albanien|Albanie|Albanië|Albânia|Shqipëria"),
    ("AM", "Armenien|Arménie|Armênia|Arménia"),
    ("AR", "Argentinien|Argentine|Argentinië|Argentyna|Arjantin|Аргентина"),
    ("AT", "Österreich|Oesterreich|Autriche|Austria|Oostenrijk|Áustria|Österrike|Østrig|Rakousko|Avusturya|Австрия"),
    ("AU", "Australien|Australie|Australië|Austrália|Avustralya|Австралия"),
    ("BA", "Bosnien|Bosnien und Herzegowina|Bosnie-Herzégovine|Bosnia y Herzegovina|Bosnia ed Erzegovina|Bosnië en Herzegovina|\
        Bośnia i Hercegowina|Bosna i Hercegovina"),
    ("BD", "Bangladesch"),
    ("BE", "Belgien|Belgique|Bélgica|Belgio|België|Belgia|Belgie|Belçika|Бельгия"),
    ("BG", "Bulgarien|Bulgarie|Bulgarije|Bulgária|Bułgaria|България|Bulgaristan"),
    ("BO", "Bolivien|Bolivie|Bolívia|Boliwia"),
    ("BR", "Brasilien|Brésil|Brasile|Brazilië|Brasil|Brazylia|Brazílie|Brezilya|Бразилия"),
    ("BY", "Weißrussland|Belarus|Biélorussie|Bielorrusia|Bielorussia|Wit-Rusland|Bielorrússia|Białoruś|Vitryssland|Беларусь"),
    ("CA", "Kanada|Canadá|Канада"),
    ("CH", "Schweiz|die Schweiz|Suisse|Suiza|Svizzera|Zwitserland|Suíça|Szwajcaria|Švýcarsko|İsviçre|Швейцария|Svizra"),
    ("CL", "Chili|Cile|Şili"),
    ("CN", "Cina|Chine|Chiny|Kina|Čína|Çin|中国|Китай|VR China|Volksrepublik China"),
    ("CO", "Kolumbien|Colombie|Colômbia|Kolumbia"),
    ("CU", "Kuba"),
    ("CY", "Zypern|Chypre|Chipre|Cipro|Cypr|Cypern"),
    ("CZ", "Tschechien|Tschechische Republik|Tchéquie|République tchèque|Chequia|República Checa|Cechia|Repubblica Ceca|Tsjechië|\
        Tchéquia|Czechy|Tjeckien|Tjekkiet|Česko|Česká republika|Çekya|Чехия"),
    ("DE", "Deutschland|Allemagne|Alemania|Germania|Duitsland|Alemanha|Niemcy|Tyskland|BRD|Německo|Almanya|Saksa|Németország|Германия"),
    ("DK", "Dänemark|Danemark|Dinamarca|Danimarca|Denemarken|Dania|Danmark|Dánsko|Danimarka|Дания|Tanska"),
    ("DO", "Dominikanische Republik|République dominicaine|República Dominicana|Repubblica Dominicana|Dominicaanse Republiek|\
        Dominikana|Dominikanska republiken"),
    ("DZ", "Algerien|Algérie|Argelia|Algerije|Argélia|Algieria"),
    ("EC", "Équateur|Equador|Ekwador"),
    ("EE", "Estland|Estonie|Estônia|Estónia|Eesti|Viro"),
    ("EG", "Ägypten|Égypte|Egipto|Egitto|Egypte|Egito|Egipt|Egypten|Mısır"),
    ("ES", "Spanien|Espagne|Spagna|Spanje|Espanha|Hiszpania|Španělsko|İspanya|Испания"),
    ("ET", "Äthiopien|Éthiopie|Etiopía|Etiopia|Ethiopië|Etiópia|Etiopien"),
    ("FI", "Finnland|Finlande|Finlandia|Finlândia|Finsko|Suomi|Finlandiya|Финляндия"),
    ("FR", "Frankreich|Francia|Frankrijk|França|Francja|Frankrike|Frankrig|Francie|Fransa|Ranska|Франция"),
    ("GB", "Vereinigtes Königreich|Großbritannien|Grossbritannien|England|Schottland|Royaume-Uni|Grande-Bretagne|Angleterre|\
        Écosse|Reino Unido|Gran Bretaña|Inglaterra|Escocia|Regno Unito|Gran Bretagna|Inghilterra|Scozia|Verenigd Koninkrijk|\
        Groot-Brittannië|Engeland|Grã-Bretanha|Wielka Brytania|Zjednoczone Królestwo|Anglia|Storbritannien|Storbritannia|\
        Velká Británie|Birleşik Krallık|İngiltere|Великобритания"),
    ("GE", "Georgien|Géorgie|Gruzja|Georgië|Geórgia"),
    ("GH", "Gana|Ghana"),
    ("GR", "Griechenland|Grèce|Grecia|Griekenland|Grécia|Grecja|Grekland|Grækenland|Řecko|Ελλάδα|Hellas|Yunanistan|Греция"),
    ("HK", "Hongkong|Hong-Kong"),
    ("HR", "Kroatien|Croatie|Croacia|Croazia|Kroatië|Croácia|Chorwacja|Hrvatska|Chorvatsko"),
    ("HU", "Ungarn|Hongrie|Hungría|Ungheria|Hongarije|Hungria|Węgry|Ungern|Maďarsko|Magyarország|Macaristan|Венгрия"),
    ("ID", "Indonesien|Indonésie|Indonesië|Indonésia|Indonezja|Endonezya|Индонезия"),
    ("IE", "Irland|Irlande|Irlanda|Ierland|Irlandia|Irsko|Éire|İrlanda|Ирландия"),
    ("IL", "Israël|Izrael|Israele|İsrail"),
    ("IN", "Indien|Inde|Índia|Indie|Hindistan|Индия|भारत|Bharat"),
    ("IQ", "Irak|Iraque"),
    ("IR", "Irán|Irã|Irão"),
    ("IS", "Island|Islande|Islandia|Islanda|IJsland|Islândia|Ísland"),
    ("IT", "Italien|Italie|Italië|Itália|Włochy|Itálie|İtalya|Италия"),
    ("JM", "Jamaika|Jamaïque|Giamaica"),
    ("JO", "Jordanien|Jordanie|Jordania|Giordania|Jordanië|Jordânia"),
    ("JP", "Japon|Japón|Giappone|Japão|Japonia|Japonsko|Japonya|日本|Япония"),
    ("KE", "Kenia|Kenya|Quênia|Quénia"),
    ("KR", "Südkorea|Corée du Sud|Corea del Sur|Corea del Sud|Zuid-Korea|Coreia do Sul|Korea Południowa|Sydkorea|Jižní Korea|\
        Güney Kore|대한민국|한국|Corea"),
    ("KW", "Koweït|Kuwejt"),
    ("KZ", "Kasachstan|Kazajistán|Cazaquistão|Казахстан"),
    ("LB", "Libanon|Liban|Líbano|Libano"),
    ("LI", "Liechtenstein"),
    ("LK", "Sri Lanka"),
    ("LT", "Litauen|Lituanie|Lituania|Litouwen|Lituânia|Litwa|Lietuva"),
    ("LU", "Luxemburg|Luxemburgo|Lussemburgo|Luksemburg"),
    ("LV", "Lettland|Lettonie|Letonia|Lettonia|Letland|Letônia|Letónia|Łotwa|Latvija"),
    ("MA", "Marokko|Maroc|Marruecos|Marocco|Marrocos|Maroko|Marocko|Fas"),
    ("MC", "Mónaco|Mônaco"),
    ("MD", "Moldawien|Moldavie|Moldavia|Moldova|Mołdawia"),
    ("ME", "Monténégro|Czarnogóra|Crna Gora"),
    ("MK", "Nordmazedonien|Macédoine du Nord|Macedonia del Norte|Macedonia del Nord"),
    ("MT", "Malte"),
    ("MX", "Mexiko|Mexique|Messico|Meksyk|México|Mexico"),
    ("MY", "Malaysien|Malaisie|Malasia|Malesia|Maleisië|Malásia|Malezja"),
    ("NG", "Nigéria|Nigeria"),
    ("NL", "Niederlande|die Niederlande|Pays-Bas|Les Pays-Bas|Países Bajos|Holanda|Paesi Bassi|Olanda|Nederland|Países Baixos|\
        Holandia|Niderlandy|Nederländerna|Nederlandene|Nizozemsko|Hollanda|Нидерланды"),
    ("NO", "Norwegen|Norvège|Noruega|Norvegia|Noorwegen|Norwegia|Norge|Noreg|Norsko|Norveç|Норвегия|Norja"),
    ("NZ", "Neuseeland|Nouvelle-Zélande|Nueva Zelanda|Nueva Zelandia|Nuova Zelanda|Nieuw-Zeeland|Nova Zelândia|Nowa Zelandia|\
        Nya Zeeland"),
    ("PE", "Pérou|Perú|Perù|Peru"),
    ("PH", "Philippinen|die Philippinen|Filipinas|Filippine|Filipijnen|Filipiny|Filippinerna|Pilipinas"),
    ("PK", "Pakistán|Paquistão"),
    ("PL", "Polen|Pologne|Polonia|Polônia|Polónia|Polsko|Polonya|Польша"),
    ("PR", "Porto Rico|Portoryko"),
    ("PT", "Portogallo|Portugalia|Portekiz|Португалия|Portugalsko"),
    ("QA", "Katar|Catar"),
    ("RO", "Rumänien|Roumanie|Rumania|Rumanía|Roemenië|Romênia|Roménia|Rumunia|Rumunsko|România|Romanya|Румыния"),
    ("RS", "Serbien|Serbie|Servië|Sérvia|Srbija|Србија|Srbsko"),
    ("RU", "Russland|Russie|Rusia|Rusland|Rússia|Rosja|Ryssland|Rusko|Россия|Rusya|Venäjä"),
    ("SA", "Saudi-Arabien|Arabie saoudite|Arabia Saudí|Arabia Saudita|Saoedi-Arabië|Arábia Saudita|Arabia Saudyjska|Saudiarabien|\
        Saudi Arabien"),
    ("SE", "Schweden|Suède|Suecia|Svezia|Zweden|Suécia|Szwecja|Sverige|Švédsko|İsveç|Швеция|Ruotsi"),
    ("SG", "Singapur|Singapour|Singapura"),
    ("SI", "Slowenien|Slovénie|Eslovenia|Slovenië|Eslovênia|Eslovénia|Słowenia|Slovenien|Slovenija|Slovinsko"),
    ("SK", "Slowakei|die Slowakei|Slovaquie|Eslovaquia|Slovacchia|Slowakije|Eslováquia|Słowacja|Slovakien|Slovensko|Словакия"),
    ("SN", "Sénégal|Senegal"),
    ("TH", "Thaïlande|Tailandia|Thailandia|Tailândia|Tajlandia|ประเทศไทย|Tayland"),
    ("TN", "Tunesien|Tunisie|Túnez|Tunesië|Tunísia|Tunezja|Tunisien"),
    ("TR", "Türkei|die Türkei|Turquie|Turquía|Turchia|Turkije|Turquia|Turcja|Turkiet|Tyrkiet|Tyrkia|Turecko|Турция"),
    ("TW", "Taïwan|Taiwán|Tajwan|台灣"),
    ("UA", "Ukraina|Ucrania|Ucraina|Oekraïne|Ucrânia|Україна|Украина|Ukrajina|Ukrayna"),
    ("US", "Vereinigte Staaten|Vereinigte Staaten von Amerika|Amerika|États-Unis|Etats-Unis|États-Unis d'Amérique|Estados Unidos|\
        EE.UU.|EE. UU.|EEUU|Stati Uniti|Stati Uniti d'America|Verenigde Staten|Estados Unidos da América|EUA|\
        Stany Zjednoczone|Förenta staterna|Spojené státy|Amerika Birleşik Devletleri|ABD|США"),
    ("UY", "Urugwaj|Uruguai"),
    ("VE", "Vénézuela|Wenezuela"),
    ("VN", "Viêt Nam|Việt Nam|Vietnã|Vietname|Wietnam"),
    ("ZA", "Südafrika|Afrique du Sud|Sudáfrica|Sudafrica|Zuid-Afrika|África do Sul|Republika Południowej Afryki|RPA|Sydafrika|\
        Suid-Afrika"),
];
