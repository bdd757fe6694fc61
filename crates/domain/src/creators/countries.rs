//! Countries by ISO 3166-1 alpha-2, with the names under which one meets them in spreadsheets.
//!
//! Invariant: a country is one of the 249 codes of the standard. Absent: what the law of a country asks for.

mod elsewhere;

use std::collections::HashMap;
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::text::folded;

/// A country, written as its two letters; inside, its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Country(u8);

impl Country {
    /// Reads two letters in any case, an English name, a common variant such as `UK`, `USA` or `South Korea`, or what the
    /// country is called in the languages around it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::by_code(text).or_else(|| Self::by_name(text))
    }

    /// Reads two letters of the standard.
    #[must_use]
    pub fn by_code(text: &str) -> Option<Self> {
        let code = text.trim().to_ascii_uppercase();
        Self::at(NAMES.binary_search_by(|(known, _)| (*known).cmp(code.as_str())).ok()?)
    }

    /// Reads a name or a common variant, but no code of the standard.
    #[must_use]
    pub fn by_name(text: &str) -> Option<Self> {
        static BY_NAME: LazyLock<HashMap<String, Country>> = LazyLock::new(|| {
            let names = NAMES.iter().map(|(code, name)| (folded(name), *code));
            let variants = VARIANTS.iter().map(|(variant, code)| ((*variant).to_owned(), *code));
            let elsewhere = elsewhere::ELSEWHERE.iter().flat_map(|(code, names)| names.split('|').map(|name| (folded(name), *code)));
            // English names come last, so that no other language takes one away.
            elsewhere.chain(variants).chain(names).filter_map(|(name, code)| Some((name, Country::by_code(code)?))).collect()
        });
        // No name is longer; most cells of a spreadsheet are told apart without folding them.
        if text.len() > 120 {
            return None;
        }
        BY_NAME.get(&folded(text)).copied()
    }

    /// The country at a place of the table, which has fewer than 256 rows.
    fn at(place: usize) -> Option<Self> {
        u8::try_from(place).ok().map(Self)
    }

    fn row(&self) -> (&'static str, &'static str) {
        NAMES.get(usize::from(self.0)).copied().unwrap_or(("", ""))
    }

    /// The two letters.
    #[must_use]
    pub fn code(&self) -> &'static str {
        self.row().0
    }

    /// The English name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.row().1
    }

    /// All of them with code and English name, for a list to choose from.
    #[must_use]
    pub fn all() -> &'static [(&'static str, &'static str)] {
        &NAMES
    }
}

impl TryFrom<String> for Country {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("\"{text}\" is no country. Write its two letters, such as GB."))
    }
}
impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}
impl std::fmt::Display for Country {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}

/// Codes in order, with the usual English name.
#[rustfmt::skip]
const NAMES: [(&str, &str); 249] = [
    ("AD", "Andorra"), ("AE", "United Arab Emirates"), ("AF", "Afghanistan"), ("AG", "Antigua and Barbuda"), ("AI", "Anguilla"),
    ("AL", "Albania"), ("AM", "Armenia"), ("AO", "Angola"), ("AQ", "Antarctica"), ("AR", "Argentina"), ("AS", "American Samoa"),
    ("AT", "Austria"), ("AU", "Australia"), ("AW", "Aruba"), ("AX", "Åland Islands"), ("AZ", "Azerbaijan"),
    ("BA", "Bosnia and Herzegovina"), ("BB", "Barbados"), ("BD", "Bangladesh"), ("BE", "Belgium"), ("BF", "Burkina Faso"),
    ("BG", "Bulgaria"), ("BH", "Bahrain"), ("BI", "Burundi"), ("BJ", "Benin"), ("BL", "Saint Barthélemy"), ("BM", "Bermuda"),
    ("BN", "Brunei"), ("BO", "Bolivia"), ("BQ", "Caribbean Netherlands"), ("BR", "Brazil"), ("BS", "Bahamas"), ("BT", "Bhutan"),
    ("BV", "Bouvet Island"), ("BW", "Botswana"), ("BY", "Belarus"), ("BZ", "Belize"), ("CA", "Canada"), ("CC", "Cocos Islands"),
    ("CD", "Democratic Republic of the Congo"), ("CF", "Central African Republic"), ("CG", "Congo"), ("CH", "Switzerland"),
    ("CI", "Côte d'Ivoire"), ("CK", "Cook Islands"), ("CL", "Chile"), ("CM", "Cameroon"), ("CN", "China"), ("CO", "Colombia"),
    ("CR", "Costa Rica"), ("CU", "Cuba"), ("CV", "Cape Verde"), ("CW", "Curaçao"), ("CX", "Christmas Island"), ("CY", "Cyprus"),
    ("CZ", "Czechia"), ("DE", "Germany"), ("DJ", "Djibouti"), ("DK", "Denmark"), ("DM", "Dominica"), ("DO", "Dominican Republic"),
    ("DZ", "Algeria"), ("EC", "Ecuador"), ("EE", "Estonia"), ("EG", "Egypt"), ("EH", "Western Sahara"), ("ER", "Eritrea"),
    ("ES", "Spain"), ("ET", "Ethiopia"), ("FI", "Finland"), ("FJ", "Fiji"), ("FK", "Falkland Islands"), ("FM", "Micronesia"),
    ("FO", "Faroe Islands"), ("FR", "France"), ("GA", "Gabon"), ("GB", "United Kingdom"), ("GD", "Grenada"), ("GE", "Georgia"),
    ("GF", "French Guiana"), ("GG", "Guernsey"), ("GH", "Ghana"), ("GI", "Gibraltar"), ("GL", "Greenland"), ("GM", "Gambia"),
    ("GN", "Guinea"), ("GP", "Guadeloupe"), ("GQ", "Equatorial Guinea"), ("GR", "Greece"),
    ("GS", "South Georgia and the South Sandwich Islands"), ("GT", "Guatemala"), ("GU", "Guam"), ("GW", "Guinea-Bissau"),
    ("GY", "Guyana"), ("HK", "Hong Kong"), ("HM", "Heard Island and McDonald Islands"), ("HN", "Honduras"), ("HR", "Croatia"),
    ("HT", "Haiti"), ("HU", "Hungary"), ("ID", "Indonesia"), ("IE", "Ireland"), ("IL", "Israel"), ("IM", "Isle of Man"),
    ("IN", "India"), ("IO", "British Indian Ocean Territory"), ("IQ", "Iraq"), ("IR", "Iran"), ("IS", "Iceland"), ("IT", "Italy"),
    ("JE", "Jersey"), ("JM", "Jamaica"), ("JO", "Jordan"), ("JP", "Japan"), ("KE", "Kenya"), ("KG", "Kyrgyzstan"), ("KH", "Cambodia"),
    ("KI", "Kiribati"), ("KM", "Comoros"), ("KN", "Saint Kitts and Nevis"), ("KP", "North Korea"), ("KR", "South Korea"),
    ("KW", "Kuwait"), ("KY", "Cayman Islands"), ("KZ", "Kazakhstan"), ("LA", "Laos"), ("LB", "Lebanon"), ("LC", "Saint Lucia"),
    ("LI", "Liechtenstein"), ("LK", "Sri Lanka"), ("LR", "Liberia"), ("LS", "Lesotho"), ("LT", "Lithuania"), ("LU", "Luxembourg"),
    ("LV", "Latvia"), ("LY", "Libya"), ("MA", "Morocco"), ("MC", "Monaco"), ("MD", "Moldova"), ("ME", "Montenegro"),
    ("MF", "Saint Martin"), ("MG", "Madagascar"), ("MH", "Marshall Islands"), ("MK", "North Macedonia"), ("ML", "Mali"),
    ("MM", "Myanmar"), ("MN", "Mongolia"), ("MO", "Macao"), ("MP", "Northern Mariana Islands"), ("MQ", "Martinique"),
    ("MR", "Mauritania"), ("MS", "Montserrat"), ("MT", "Malta"), ("MU", "Mauritius"), ("MV", "Maldives"), ("MW", "Malawi"),
    ("MX", "Mexico"), ("MY", "Malaysia"), ("MZ", "Mozambique"), ("NA", "Namibia"), ("NC", "New Caledonia"), ("NE", "Niger"),
    ("NF", "Norfolk Island"), ("NG", "Nigeria"), ("NI", "Nicaragua"), ("NL", "Netherlands"), ("NO", "Norway"), ("NP", "Nepal"),
    ("NR", "Nauru"), ("NU", "Niue"), ("NZ", "New Zealand"), ("OM", "Oman"), ("PA", "Panama"), ("PE", "Peru"),
    ("PF", "French Polynesia"), ("PG", "Papua New Guinea"), ("PH", "Philippines"), ("PK", "Pakistan"), ("PL", "Poland"),
    ("PM", "Saint Pierre and Miquelon"), ("PN", "Pitcairn"), ("PR", "Puerto Rico"), ("PS", "Palestine"), ("PT", "Portugal"),
    ("PW", "Palau"), ("PY", "Paraguay"), ("QA", "Qatar"), ("RE", "Réunion"), ("RO", "Romania"), ("RS", "Serbia"), ("RU", "Russia"),
    ("RW", "Rwanda"), ("SA", "Saudi Arabia"), ("SB", "Solomon Islands"), ("SC", "Seychelles"), ("SD", "Sudan"), ("SE", "Sweden"),
    ("SG", "Singapore"), ("SH", "Saint Helena"), ("SI", "Slovenia"), ("SJ", "Svalbard and Jan Mayen"), ("SK", "Slovakia"),
    ("SL", "Sierra Leone"), ("SM", "San Marino"), ("SN", "Senegal"), ("SO", "Somalia"), ("SR", "Suriname"), ("SS", "South Sudan"),
    ("ST", "São Tomé and Príncipe"), ("SV", "El Salvador"), ("SX", "Sint Maarten"), ("SY", "Syria"), ("SZ", "Eswatini"),
    ("TC", "Turks and Caicos Islands"), ("TD", "Chad"), ("TF", "French Southern Territories"), ("TG", "Togo"), ("TH", "Thailand"),
    ("TJ", "Tajikistan"), ("TK", "Tokelau"), ("TL", "Timor-Leste"), ("TM", "Turkmenistan"), ("TN", "Tunisia"), ("TO", "Tonga"),
    ("TR", "Türkiye"), ("TT", "Trinidad and Tobago"), ("TV", "Tuvalu"), ("TW", "Taiwan"), ("TZ", "Tanzania"), ("UA", "Ukraine"),
    ("UG", "Uganda"), ("UM", "United States Minor Outlying Islands"), ("US", "United States"), ("UY", "Uruguay"), ("UZ", "Uzbekistan"),
    ("VA", "Vatican City"), ("VC", "Saint Vincent and the Grenadines"), ("VE", "Venezuela"), ("VG", "British Virgin Islands"),
    ("VI", "US Virgin Islands"), ("VN", "Vietnam"), ("VU", "Vanuatu"), ("WF", "Wallis and Futuna"), ("WS", "Samoa"), ("YE", "Yemen"),
    ("YT", "Mayotte"), ("ZA", "South Africa"), ("ZM", "Zambia"), ("ZW", "Zimbabwe"),
];

/// Other spellings, folded.
#[rustfmt::skip]
const VARIANTS: &[(&str, &str)] = &[
    ("uk", "GB"), ("u.k.", "GB"), ("great britain", "GB"), ("britain", "GB"), ("england", "GB"), ("scotland", "GB"), ("wales", "GB"),
    ("northern ireland", "GB"), ("united kingdom of great britain and northern ireland", "GB"), ("usa", "US"), ("u.s.", "US"),
    ("u.s.a.", "US"), ("united states of america", "US"), ("the united states", "US"), ("america", "US"), ("us of america", "US"),
    ("uae", "AE"), ("u.a.e.", "AE"), ("emirates", "AE"), ("korea", "KR"), ("republic of korea", "KR"), ("korea, republic of", "KR"),
    ("korea, south", "KR"), ("s. korea", "KR"), ("korea, north", "KP"), ("democratic people's republic of korea", "KP"),
    ("russian federation", "RU"), ("turkey", "TR"), ("turkiye", "TR"), ("czech republic", "CZ"), ("holland", "NL"),
    ("the netherlands", "NL"), ("viet nam", "VN"), ("iran, islamic republic of", "IR"), ("islamic republic of iran", "IR"),
    ("syrian arab republic", "SY"), ("lao people's democratic republic", "LA"), ("republic of moldova", "MD"),
    ("moldova, republic of", "MD"), ("macedonia", "MK"), ("united republic of tanzania", "TZ"), ("taiwan, province of china", "TW"),
    ("chinese taipei", "TW"), ("cote d'ivoire", "CI"), ("côte d’ivoire", "CI"), ("ivory coast", "CI"), ("cabo verde", "CV"),
    ("swaziland", "SZ"), ("burma", "MM"), ("dr congo", "CD"), ("drc", "CD"), ("congo, democratic republic of the", "CD"),
    ("congo-kinshasa", "CD"), ("republic of the congo", "CG"), ("congo-brazzaville", "CG"), ("bolivia, plurinational state of", "BO"),
    ("venezuela, bolivarian republic of", "VE"), ("palestinian territories", "PS"), ("state of palestine", "PS"),
    ("palestine, state of", "PS"), ("brunei darussalam", "BN"), ("hong kong sar", "HK"), ("hongkong", "HK"), ("macau", "MO"),
    ("holy see", "VA"), ("east timor", "TL"), ("reunion", "RE"), ("curacao", "CW"), ("aland islands", "AX"),
    ("saint barthelemy", "BL"), ("sao tome and principe", "ST"), ("deutschland", "DE"), ("österreich", "AT"), ("schweiz", "CH"),
    ("suisse", "CH"), ("españa", "ES"), ("brasil", "BR"), ("méxico", "MX"), ("italia", "IT"), ("sverige", "SE"), ("nippon", "JP"),
    ("the philippines", "PH"), ("the gambia", "GM"), ("the bahamas", "BS"), ("bosnia", "BA"), ("st kitts and nevis", "KN"),
    ("st. kitts and nevis", "KN"), ("st lucia", "LC"), ("st. lucia", "LC"), ("st vincent and the grenadines", "VC"),
    ("trinidad", "TT"), ("ksa", "SA"), ("aotearoa", "NZ"), ("rsa", "ZA"), ("people's republic of china", "CN"), ("prc", "CN"),
    ("mainland china", "CN"), ("republic of ireland", "IE"), ("polska", "PL"), ("u.s. virgin islands", "VI"),
    ("micronesia, federated states of", "FM"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_variants_lead_to_them() {
        assert!(NAMES.windows(2).all(|pair| pair[0].0 < pair[1].0));
        for (variant, code) in VARIANTS {
            assert_eq!(folded(variant), *variant);
            assert_eq!(Country::parse(variant).map(|country| country.code()), Some(*code), "{variant}");
        }
    }

    #[test]
    fn a_name_of_another_language_leads_to_one_country_and_takes_none_from_english() {
        let mut seen: HashMap<String, &str> = HashMap::new();
        assert!(elsewhere::ELSEWHERE.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert!(elsewhere::ELSEWHERE.len() >= 60);
        for (code, names) in elsewhere::ELSEWHERE {
            for name in names.split('|') {
                assert_eq!(Country::by_name(name).map(|country| country.code()), Some(code), "{name}");
                assert_eq!(*seen.entry(folded(name)).or_insert(code), code, "{name} is two countries");
            }
        }
        for (code, name) in NAMES {
            assert_eq!(Country::by_name(name).map(|country| country.code()), Some(code), "{name}");
        }
        for (text, code) in [
            ("Deutschland", "DE"),
            ("Royaume-Uni", "GB"),
            ("Países Bajos", "NL"),
            ("Svizzera", "CH"),
            ("Zweden", "SE"),
            ("Estados Unidos", "US"),
            ("Włochy", "IT"),
            ("Österrike", "AT"),
            ("BELGIË", "BE"),
            ("Türkei", "TR"),
        ] {
            assert_eq!(Country::parse(text).map(|country| country.code()), Some(code), "{text}");
        }
    }

    #[test]
    fn people_write_countries_in_many_ways() {
        for (text, code) in [
            (" gb ", "GB"),
            ("UK", "GB"),
            ("USA", "US"),
            ("United States", "US"),
            ("Turkey", "TR"),
            ("South Korea", "KR"),
            ("Côte d'Ivoire", "CI"),
        ] {
            assert_eq!(Country::parse(text).map(|country| country.code()), Some(code), "{text}");
        }
        for text in ["", "-", "N/A", "Atlantis", "EU"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
        assert_eq!(Country::parse("de").map(|country| country.name()), Some("Germany"));
    }
}
