// Promises: the words that a business's own text asks for. Each rule of how they are found, then a line of every
// language that is shipped.

#include "consentry/keywords/promises.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

using namespace consentry;
using namespace consentry::keywords;

namespace {

struct Shipped {
    std::vector<Pack> packs = load_packs(CONSENTRY_SOURCE_DIR "/keywords").value();
    Matcher matcher = std::move(Matcher::build(packs).value());
    Promises promises{packs};
};

Shipped const& shipped()
{
    static Shipped const all;
    return all;
}

std::vector<Promise> promises_of(std::string_view text) { return shipped().promises.in(text, shipped().matcher); }

using Words = std::vector<std::string>;

Words words_of(std::string_view text)
{
    Words words;
    std::ranges::transform(promises_of(text), std::back_inserter(words), &Promise::word);
    return words;
}

/// Whether the only promise of a text is made as a way out.
bool is_way_out(std::string_view text)
{
    auto const promises = promises_of(text);
    REQUIRE(promises.size() == 1);
    return shipped().matcher.way_out(promises.front().purpose) != WayOut::none;
}

}  // namespace

TEST_CASE("a word that stands out beside a verb that asks for an answer is promised, known or not")
{
    CHECK(words_of("Reply STOP to opt out.") == Words{"STOP"});
    CHECK(words_of("Reply FOOBAR to unsubscribe") == Words{"FOOBAR"});
    CHECK(words_of("Reply with the word “halt now” to end") == Words{"halt now"});
    CHECK(words_of("Text *enough* to 12345") == Words{"enough"});
    CHECK(words_of("Reply 2 to opt out") == Words{"2"});
    CHECK(words_of("Reply {{1}} to opt out") == Words{"{{1}}"});
    CHECK(words_of("मैसेज बंद करने के लिए foo लिखकर भेजें") == Words{"foo"});
    CHECK(words_of("回复TD退订") == Words{"TD"});
}

TEST_CASE("a word in small letters is promised if it is heard, or if the sentence says that it ends messages")
{
    CHECK(words_of("reply stop to opt out") == Words{"stop"});
    CHECK(words_of("reply foo to opt out") == Words{"foo"});
    CHECK(words_of("To unsubscribe, reply foo") == Words{"foo"});
    CHECK(words_of("reply soon to get your discount") == Words{});
    CHECK(words_of("Escríbenos si tienes dudas") == Words{});
}

TEST_CASE("words that are joined to a promised one are promised too")
{
    CHECK(words_of("Reply STOP, END or QUIT to stop.") == Words{"STOP", "END", "QUIT"});
    CHECK(words_of("Reply STOP to opt out, HELP for help.") == Words{"STOP", "HELP"});
    CHECK(words_of("Reply YES to confirm or FOO to cancel") == Words{"YES", "FOO"});
    CHECK(words_of("Reply STOP to opt out, and enjoy our HUGE sale") == Words{"STOP"});
}

TEST_CASE("what only looks like a promise is none")
{
    CHECK(words_of("Reply to this message by FRIDAY.") == Words{});
    CHECK(words_of("Text us if you have any questions.") == Words{});
    CHECK(words_of("Your code is 1234. Don't share it.") == Words{});
    CHECK(words_of("We miss you! Get 20% OFF today. Shop now at SHOP.COM") == Words{});
    CHECK(words_of("Not interested? Tap Stop promotions") == Words{});
    CHECK(words_of("We won't stop sending you the best offers") == Words{});
    CHECK(words_of("Please stop texting while driving. Great offers inside") == Words{});
    CHECK(words_of("") == Words{});
}

TEST_CASE("in a text of capitals alone no word stands out, and of several in capitals the heard ones count")
{
    CHECK(words_of("REPLY STOP TO OPT OUT") == Words{"stop"});
    CHECK(words_of("Great offers, REPLY FOO to opt out") == Words{"FOO"});
    CHECK(words_of("REPLY STOP") == Words{"STOP"});
    CHECK(words_of("Reply OPT IN to subscribe") == Words{"OPT IN"});
    CHECK(words_of("Reply STOP TO END messages") == Words{"STOP"});
    CHECK(words_of("Reply STOP ALL to end messages") == Words{"STOP ALL"});
}

TEST_CASE("the purpose of a promise stands behind it, in front of it, or in the question that it answers")
{
    CHECK(is_way_out("Reply FOO to opt out"));
    CHECK(is_way_out("To stop receiving messages, reply FOO."));
    CHECK(is_way_out("Don't want these messages anymore? Reply FOO"));
    CHECK(is_way_out("Ответьте НЕТ, чтобы отписаться"));
    CHECK_FALSE(is_way_out("Reply FOO to confirm your appointment"));
    auto const both = promises_of("To confirm reply YES, to stop messages reply FOO");
    REQUIRE(both.size() == 2);
    CHECK(both[0].purpose == "to confirm");
    CHECK(both[1].purpose == "to stop messages");
}

TEST_CASE("promises are found in the languages that are shipped")
{
    auto const [text, word] = GENERATE(table<std::string, std::string>({
        {"Para darte de baja, responde \"ADIOS\"", "ADIOS"},
        {"Envíanos la palabra ADIOS para no recibir más mensajes", "ADIOS"},
        {"Envie ADEUS para sair", "ADEUS"},
        {"Pour vous désabonner, répondez par ZUT", "ZUT"},
        {"Zum Abmelden einfach mit ENDE antworten", "ENDE"},
        {"Antworten Sie mit ENDE, um sich abzumelden.", "ENDE"},
        {"Rispondi BASTA per disiscriverti", "BASTA"},
        {"Antwoord met GENOEG om je af te melden", "GENOEG"},
        {"Svara SLUTA för att avsluta", "SLUTA"},
        {"Send SLUT for at afmelde dig", "SLUT"},
        {"Send SLUTT for å melde deg av", "SLUTT"},
        {"Vastaa SEIS peruaksesi", "SEIS"},
        {"Vasta LOPP, et loobuda", "LOPP"},
        {"Atbildiet ar BEIGT, lai atteiktos", "BEIGT"},
        {"Atsakykite GANA, kad atsisakytumėte", "GANA"},
        {"Wyślij KONIEC aby zrezygnować", "KONIEC"},
        {"Odpovězte DOST pro odhlášení", "DOST"},
        {"Odpíšte DOSŤ pre odhlásenie", "DOSŤ"},
        {"Odgovorite KONEC za odjavo", "KONEC"},
        {"Odgovorite s KRAJ za odjavu", "KRAJ"},
        {"Пошаљите КРАЈ да бисте се одјавили", "КРАЈ"},
        {"Одговорете со КРАЈ за одјава", "КРАЈ"},
        {"Отговорете с КРАЙ за отписване", "КРАЙ"},
        {"Отправьте слово «ХВАТИТ», чтобы отписаться", "ХВАТИТ"},
        {"Надішліть ДОСИТЬ, щоб відписатися", "ДОСИТЬ"},
        {"Адкажыце ХОПІЦЬ, каб адпісацца", "ХОПІЦЬ"},
        {"Răspunde cu GATA pentru dezabonare", "GATA"},
        {"Válaszoljon VÉGE szóval a leiratkozáshoz", "VÉGE"},
        {"Απάντησε ΤΕΛΟΣ για να διαγραφείς", "ΤΕΛΟΣ"},
        {"Abonelikten çıkmak için YETER yazıp gönderin", "YETER"},
        {"Abunəlikdən çıxmaq üçün BƏSDİR yazın", "BƏSDİR"},
        {"Бас тарту үшін ЖЕТЕР деп жауап беріңіз", "ЖЕТЕР"},
        {"Obunani bekor qilish uchun YETAR deb yozing", "YETAR"},
        {"Përgjigjuni MJAFT për t'u çregjistruar", "MJAFT"},
        {"أرسل كلمة \"كفاية\" لإلغاء الاشتراك", "كفاية"},
        {"להסרה השיבו \"מספיק\"", "מספיק"},
        {"برای لغو اشتراک کلمه \"پایان\" را ارسال کنید", "پایان"},
        {"میسج بند کرنے کے لیے \"بس\" لکھ کر بھیجیں", "بس"},
        {"मैसेज बंद करने के लिए \"समाप्त\" लिखकर भेजें", "समाप्त"},
        {"Message band karne ke liye KHATAM reply karein", "KHATAM"},
        {"অপ্ট আউট করতে BONDHO লিখে পাঠান", "BONDHO"},
        {"બંધ કરવા માટે BANDH લખીને મોકલો", "BANDH"},
        {"बंद करण्यासाठी THAMBA लिहून पाठवा", "THAMBA"},
        {"நிறுத்த NIRUTHU என்று பதிலளிக்கவும்", "NIRUTHU"},
        {"ఆపడానికి AAPU అని పంపండి", "AAPU"},
        {"ನಿಲ್ಲಿಸಲು NILLISI ಎಂದು ಉತ್ತರಿಸಿ", "NILLISI"},
        {"നിർത്താൻ NIRTHU എന്ന് അയയ്ക്കുക", "NIRTHU"},
        {"พิมพ์ \"พอแล้ว\" เพื่อยกเลิก", "พอแล้ว"},
        {"ຕອບກັບ \"ພໍ\" ເພື່ອຍົກເລີກ", "ພໍ"},
        {"回复“不要了”取消订阅", "不要了"},
        {"輸入「唔要」以取消訂閱", "唔要"},
        {"配信停止をご希望の場合は「いらない」と返信してください", "いらない"},
        {"수신을 원치 않으시면 '그만'이라고 답장해 주세요", "그만"},
        {"Ketik CUKUP untuk berhenti", "CUKUP"},
        {"Balas CUKUP jika tidak mahu mesej lagi", "CUKUP"},
        {"Mag-reply ng TAMA NA para mag-unsubscribe", "TAMA NA"},
        {"Trả lời THÔI để hủy đăng ký", "THÔI"},
        {"Jibu ACHA kuacha kupokea ujumbe", "ACHA"},
        {"Amsa da TSAYA don daina karɓa", "TSAYA"},
        {"Phendula ngo YEKA ukuze uphume", "YEKA"},
        {"Freagair le STAD chun éirí as", "STAD"},
        {"Respon PROU per donar-te de baixa", "PROU"},
        {"Antwoord met GENOEG om af te meld", "GENOEG"},
    }));
    INFO(text);
    CHECK(words_of(text) == Words{word});
}
