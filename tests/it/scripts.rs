//! Names that meet across scripts, and names that must not: each pair at the default threshold, as two persons or two
//! organizations.

use namesieve::index::Index;
use namesieve::list;
use namesieve::party::PartyKind;
use namesieve::screen::{Screener, Session, Settings};

/// Case, the two names, whether they match.
const PERSONS: &[(&str, &str, &str, bool)] = &[
    ("hanja read as Korean", "Kim Jong Un", "金正恩", true),
    ("hanja and Hangul", "김정은", "金正恩", true),
    ("hanja, another name", "Kim Jong Il", "金正恩", false),
    ("simplified hanja", "Jang Song Thaek", "张成泽", true),
    ("Arabic, article within the name", "Abdelmalek Droukdel", "عبد المالك دروكدال", true),
    ("Arabic, French spelling", "Mouammar Kadhafi", "معمر القذافي", true),
    ("Arabic, English spelling", "Muammar Gaddafi", "معمر القذافي", true),
    ("Arabic, same initial and consonants alike", "Ahmed Hassan", "محمد حسين", false),
    ("Arabic, one name in common", "Hassan Nasrallah", "حسن روحانی", false),
    ("Persian", "Hassan Rouhani", "حسن روحانی", true),
    ("Persian, non-joiner", "Ali Khamenei", "علی خامنه\u{200c}ای", true),
    ("Hebrew", "Barack Obama", "ברק אובמה", true),
    ("Greek", "Barack Obama", "Μπαράκ Ομπάμα", true),
    ("Russian", "Barack Obama", "Барак Обама", true),
    ("Ukrainian", "Volodymyr Zelenskyy", "Володимир Зеленський", true),
    ("Belarusian", "Aliaksandr Lukashenka", "Аляксандр Лукашэнка", true),
    ("Serbian", "Slobodan Milosevic", "Слободан Милошевић", true),
    ("Georgian", "Barack Obama", "ბარაკ ობამა", true),
    ("Armenian", "Barack Obama", "Բարաք Օբամա", true),
    ("Devanagari", "Barack Obama", "बराक ओबामा", true),
    ("Bengali", "Barack Obama", "বারাক ওবামা", true),
    ("Thai", "Barack Obama", "บารัก โอบามา", true),
    ("Ethiopic", "Abiy Ahmed", "ዐቢይ አህመድ", true),
    ("katakana", "Barack Obama", "バラク・オバマ", true),
    ("Hangul, foreign name", "Barack Obama", "버락 오바마", true),
    ("Chinese, foreign name", "Barack Obama", "贝拉克·奥巴马", true),
    ("Chinese, another foreign name", "Boris Johnson", "贝拉克·奥巴马", false),
    ("Pinyin", "Xi Jinping", "习近平", true),
    ("Wade-Giles", "Hsi Chin-ping", "习近平", true),
    ("Wade-Giles in Latin letters", "Mao Tse-tung", "Mao Zedong", true),
    ("Wade-Giles, both ways", "Hsi Chin-ping", "Xi Jinping", true),
    ("Cantonese and Mandarin", "Li Wei", "Lee Wai", false),
    ("surname of two characters", "Ouyang Feng", "欧阳锋", true),
    ("surname read otherwise", "Shan Tianfang", "单田芳", true),
    ("Cyrillic letters that look Latin", "Vladimir Putin", "Vlаdimir Рutin", true),
    ("Greek letters that look Latin", "Vladimir Popov", "Vladimir ροροv", true),
    ("Greek capitals that look Latin", "Vladimir Popov", "Vladimir ΡΟPΟv", true),
    ("Cherokee letters that look Latin", "Vladimir Putin", "Vladimir ᏢUᎢIN", true),
    ("full width", "Vladimir Putin", "Ｖｌａｄｉｍｉｒ Ｐｕｔｉｎ", true),
    ("mathematical letters", "Vladimir Putin", "𝐕𝐥𝐚𝐝𝐢𝐦𝐢𝐫 𝓟𝓾𝓽𝓲𝓷", true),
    ("zero width", "Vladimir Putin", "Vla\u{200b}di\u{200d}mir\u{feff} Pu\u{ad}t\u{2060}in", true),
    ("bidirectional marks", "Vladimir Putin", "\u{202a}Vladimir\u{202c} \u{2067}Pu\u{200f}tin\u{2069}", true),
    ("marks heaped up", "Vladimir Putin", "V\u{363}ladim\u{334}ir P\u{308}\u{308}utin", true),
];

const ORGANIZATIONS: &[(&str, &str, &str, bool)] = &[
    ("Chinese company", "Huawei Technologies Co., Ltd.", "华为技术有限公司", true),
    ("Chinese company, another word for its form", "Huawei Technologies Co", "华为技术有限公司", true),
    ("another Chinese company", "ZTE Corporation", "华为技术有限公司", false),
    ("Korean bank", "Tanchon Commercial Bank", "단천상업은행", true),
    ("Persian bank", "Bank Melli Iran", "بانک ملی ایران", true),
    ("Russian company", "Gazprom", "Газпром", true),
];

#[test]
fn names_meet_across_scripts() {
    let screener = Screener::new(Index::in_memory(Vec::new(), list::sample().parties).unwrap()).unwrap();
    let mut session = Session::default();
    let mut wrong = Vec::new();
    for (kind, pairs) in [(PartyKind::Person, PERSONS), (PartyKind::Organization, ORGANIZATIONS)] {
        for (case, a, b, is_match) in pairs {
            let (there, back) = (
                screener.compare_names(a, b, Some(kind), &mut session),
                screener.compare_names(b, a, Some(kind), &mut session),
            );
            let threshold = Settings::default().threshold;
            if (there >= threshold) != *is_match || (back >= threshold) != *is_match {
                wrong.push(format!("{case}: {a} / {b}: {there}, {back}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
