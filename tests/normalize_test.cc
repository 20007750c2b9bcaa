#include "operators/normalize.h"

#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "operators/catalogue.h"
#include "operators/fold.h"

namespace yuqing {
namespace {

struct Form {
  std::u16string chars;
  std::vector<CharClass> classes;

  bool operator==(const Form&) const = default;
};

Form form_of(std::string_view text) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize(text, chars, classes);
  EXPECT_EQ(chars.size(), classes.size());
  return {{chars.begin(), chars.end()}, classes};
}

std::u16string chars_of(std::string_view text) {
  return form_of(text).chars;
}

std::string utf8(char32_t code) {
  std::string bytes;
  const auto tail = [&](int shift) { bytes += static_cast<char>(0x80 | (code >> shift & 0x3F)); };
  if (code < 0x80) {
    bytes += static_cast<char>(code);
  } else if (code < 0x800) {
    bytes += static_cast<char>(0xC0 | code >> 6);
    tail(0);
  } else if (code < 0x10000) {
    bytes += static_cast<char>(0xE0 | code >> 12);
    tail(6);
    tail(0);
  } else {
    bytes += static_cast<char>(0xF0 | code >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
  return bytes;
}

TEST(Normalize, KeepsTheLettersOfPlainText) {
  EXPECT_EQ(chars_of("国货之光 v3.1"), u"国货之光 v3.1");
}

TEST(Normalize, FoldsCaseAndRemembersIt) {
  const Form form = form_of("DeepSeek");

  EXPECT_EQ(form.chars, u"deepseek");
  using enum CharClass;
  EXPECT_EQ(form.classes,
            (std::vector<CharClass>{upper, lower, lower, lower, upper, lower, lower, lower}));
}

TEST(Normalize, GivesEveryCharacterItsClass) {
  using enum CharClass;
  EXPECT_EQ(form_of("国aA1 ,👏❤か한é二々").classes,
            (std::vector<CharClass>{han, lower, upper, digit, blank, mark, symbol, symbol, han, han,
                                    lower, han, han}));
}

TEST(Normalize, MakesTraditionalAndSimplifiedTheSame) {
  EXPECT_EQ(form_of("國產大模型讓華爾街失眠"), form_of("国产大模型让华尔街失眠"));
  EXPECT_EQ(form_of("[淚]笑死我[允悲]"), form_of("[泪]笑死我[允悲]"));
}

TEST(Normalize, MakesFullWidthAndHalfWidthTheSame) {
  EXPECT_EQ(form_of("Ａ１００，ｏｐｅｎ　ＡＩ！"), form_of("A100,open AI!"));
  EXPECT_EQ(form_of("［ｄｏｇｅ］＠张三 ｈｔｔｐ：／／ｔ．ｃｎ／Ａ１"),
            form_of("[doge]@张三 http://t.cn/A1"));
}

TEST(Normalize, MakesComposedAndDecomposedAccentsTheSame) {
  EXPECT_EQ(chars_of("Pok\xC3\xA9mon"), u"pokemon");
  EXPECT_EQ(chars_of("Poke\xCC\x81mon"), u"pokemon");
}

TEST(Normalize, FoldsEveryBlankToOne) {
  EXPECT_EQ(chars_of("a\tb\nc\xC2\xA0"
                     "d\xE3\x80\x80"
                     "e"),
            u"a b c d e");
  EXPECT_EQ(chars_of(std::string_view("a\0b", 3)), u"a b");
}

TEST(Normalize, DropsZeroWidthAndBidiMarks) {
  const std::vector<std::pair<char32_t, char32_t>> ranges = {
      {0x200B, 0x200F}, {0x2060, 0x2060}, {0xFEFF, 0xFEFF}, {0x00AD, 0x00AD},
      {0x202A, 0x202E}, {0x2066, 0x2069}, {0xFE0F, 0xFE0F}};
  for (const auto& [first, last] : ranges) {
    for (char32_t code = first; code <= last; code++) {
      const std::string mark = utf8(code);
      EXPECT_EQ(form_of("国" + mark + "货[do" + mark + "ge]" + mark), form_of("国货[doge]"))
          << std::hex << static_cast<unsigned>(code);
    }
  }
}

TEST(Normalize, MakesALinkOneUnit) {
  const std::u16string wanted = {u'看', kLink, u'好'};
  EXPECT_EQ(chars_of("看http://t.cn/A6TEST01好"), wanted);
  EXPECT_EQ(chars_of("看HTTPS://weibo.com/a?b=c&d=1好"), wanted);
  EXPECT_EQ(chars_of("看t.cn/A6TEST01好"), wanted);
}

TEST(Normalize, EndsAnAddressBeforeItsPunctuation) {
  EXPECT_EQ(chars_of("http://a.com/x. b"), (std::u16string{kLink, u'.', u' ', u'b'}));
  EXPECT_EQ(chars_of("http://t.cn/A1[doge]"), std::u16string({kLink}) + chars_of("[doge]"));
  EXPECT_EQ(chars_of("http://a.com/x#国货#"), std::u16string({kLink}) + u"#国货#");
}

TEST(Normalize, LeavesSlashesThatBelongToNoLink) {
  EXPECT_EQ(chars_of("1/2 和//的 sport.cn/abc"), u"1/2 和//的 sport.cn/abc");
}

TEST(Normalize, MakesANameOneUnit) {
  EXPECT_EQ(chars_of("@测试_小-编1:好"), (std::u16string{kMention, u':', u'好'}));
  EXPECT_EQ(chars_of("@ 好@"), u"@ 好@");
}

TEST(Normalize, MakesAnEmoticonOneUnitByItsName) {
  const std::u16string doge = chars_of("[doge]");

  ASSERT_EQ(doge.size(), 1u);
  EXPECT_GE(doge[0], kFirstEmoticon);
  EXPECT_LE(doge[0], 0xF8FF);
  EXPECT_EQ(chars_of("[DOGE]"), doge);
  EXPECT_NE(chars_of("[泪]"), doge);
  EXPECT_EQ(form_of("[泪]").classes[0], CharClass::symbol);
}

TEST(Normalize, LeavesBracketsThatAreNoEmoticon) {
  EXPECT_EQ(chars_of("[]"), u"[]");
  EXPECT_EQ(chars_of("[1]"), u"[1]");
  EXPECT_EQ(chars_of("[两 个]"), u"[两 个]");
  EXPECT_EQ(chars_of("[一二三四五六七八九十一]"), u"[一二三四五六七八九十一]");
  EXPECT_EQ(chars_of("[[泪]"), u"[" + chars_of("[泪]"));
  EXPECT_EQ(chars_of("[泪"), u"[泪");
}

TEST(Normalize, MakesAnEmojiOneUnitWhateverItsSkin) {
  const std::u16string clap = chars_of("👏");

  ASSERT_EQ(clap.size(), 1u);
  EXPECT_GE(clap[0], kFirstEmoji);
  EXPECT_LE(clap[0], 0xDFFF);
  EXPECT_EQ(chars_of("👏🏽"), clap);
  EXPECT_EQ(chars_of("👨🏽‍💻"), chars_of("👨"));
  EXPECT_EQ(chars_of("🤦‍♂️"), chars_of("🤦"));
  EXPECT_EQ(chars_of("❤️"), u"❤");
}

TEST(Normalize, GivesEmojiOfThePictureBlocksCodesOfTheirOwn) {
  std::set<std::u16string> codes;
  std::size_t kept = 0;
  for (char32_t code = 0x1F300; code <= 0x1FAFF; code++) {
    const std::u16string form = chars_of(utf8(code));
    kept += form.size();
    codes.insert(form);
  }

  EXPECT_EQ(kept, 0x800u - 5);              // without five skin tones
  EXPECT_EQ(codes.size(), 0x800u - 5 + 1);  // and nothing
}

TEST(Normalize, KeepsOtherCharactersOutOfTheRangesOfSymbols) {
  for (char32_t code = 0; code < 0x40000; code++) {
    const bool is_emoji = code >= 0x1F000 && code <= 0x1FAFF;
    if (is_emoji || (code >= 0xD800 && code <= 0xDFFF)) {
      continue;
    }
    for (const char16_t unit : chars_of(utf8(code))) {
      ASSERT_FALSE(unit >= kFirstEmoji && unit <= kMention)
          << std::hex << static_cast<unsigned>(code);
      ASSERT_FALSE(unit >= kFirstEmoticon && unit <= 0xF8FF)
          << std::hex << static_cast<unsigned>(code);
    }
  }
}

TEST(Normalize, ChangesNothingThatIsNormal) {
  for (char32_t code = 0; code < 0xD800; code++) {
    const char16_t to = fold_table()[code].to;
    const bool is_beyond_basic = to > kMention && to < kFirstEmoticon;
    if (to != 0 && !is_beyond_basic) {
      ASSERT_EQ(fold_table()[to].to, to) << std::hex << static_cast<unsigned>(code);
    }
  }
}

TEST(Normalize, MakesInvalidBytesReplacementCharacters) {
  EXPECT_EQ(chars_of("a\xFF"
                     "b"),
            u"a\uFFFDb");
  EXPECT_EQ(chars_of("\xC0\xAF"), u"\uFFFD\uFFFD");
  EXPECT_EQ(chars_of("\xF5\x80\x80\x80"
                     "a")
                .back(),
            u'a');
  EXPECT_EQ(chars_of("\xE0\x80\x80"
                     "a")
                .front(),
            u'\uFFFD');
}

TEST(Normalize, NeverReadsPastTextThatIsCutAnywhere) {
  const std::string text = "aé国👏[泪]@张三 http://t.cn/A1👨🏽‍💻";
  for (std::size_t size = 0; size <= text.size(); size++) {
    // A heap block of exactly this size, so that a sanitizer sees one byte too many.
    const std::vector<char> cut(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
    const std::u16string form = chars_of({cut.data(), cut.size()});
    EXPECT_LE(form.size(), size);
    own_text({cut.data(), cut.size()});
  }
}

TEST(Normalize, TakesAnyBytes) {
  std::mt19937 random(7);
  const std::string pieces = "@[]/:ht.cnps泪国\xE2\x80\x8D\xF0\x9F\x91\x8F";
  for (int round = 0; round < 20000; round++) {
    std::vector<char> bytes(random() % 64);
    for (char& byte : bytes) {
      byte = random() % 2 == 0 ? static_cast<char>(random()) : pieces[random() % pieces.size()];
    }
    const std::string_view text(bytes.data(), bytes.size());
    EXPECT_LE(chars_of(text).size(), bytes.size());
    EXPECT_LE(own_text(text).size(), bytes.size());
  }
}

TEST(Normalize, TakesATextOf64KiB) {
  std::string text;
  while (text.size() < 65536) {
    text += "國貨之光[泪]";
  }

  EXPECT_EQ(chars_of(text).size(), text.size() / 17 * 5);
}

TEST(Normalize, AppendsBehindWhatIsThere) {
  std::vector<char16_t> chars;
  std::vector<CharClass> classes;
  normalize("一", chars, classes);
  normalize("二", chars, classes);

  EXPECT_EQ(chars, (std::vector<char16_t>{u'一', u'二'}));
}

TEST(OwnText, EndsAtTheFirstQuotedName) {
  EXPECT_EQ(own_text("就这？//@热搜君:太自豪了！//@b:c"), "就这？");
  EXPECT_EQ(own_text("就这//@热搜君：太自豪"), "就这");
  EXPECT_EQ(own_text("就这// @若狷 : 彤姐"), "就这");
}

TEST(OwnText, KeepsABareDoubleSlash) {
  EXPECT_EQ(own_text("看http://t.cn/A1 好//真的"), "看http://t.cn/A1 好//真的");
  EXPECT_EQ(own_text("好//@张三 真的"), "好//@张三 真的");
}

TEST(OwnText, IsWithoutTheAddressOfAReply) {
  EXPECT_EQ(own_text("回复@张三:好"), "好");
  EXPECT_EQ(own_text("回覆@张三：好"), "好");
  EXPECT_EQ(own_text("回复得很快"), "回复得很快");
}

TEST(OwnText, IsEmptyWhenWeiboWroteIt) {
  for (const std::string_view text :
       {"转发微博", "轉發微博", "Repost", "转发", "转发微博。", " 转发微博\u200B", "//@a:真好", "",
        "转发微博//@a:真好", "回复@b:转发微博", "//"}) {
    EXPECT_EQ(own_text(text), "") << text;
  }
  EXPECT_EQ(own_text("转发微博真好"), "转发微博真好");
}

TEST(Normalize, LeavesRejectedPostsAlone) {
  Batch batch;
  batch.posts.resize(2);
  batch.posts[0].verdict = Verdict::bad_text;
  batch.posts[0].text = "一";
  batch.posts[1].text = "二三//@a:四";

  make_normalize()->apply(batch);

  EXPECT_EQ(batch.posts[0].own.size, 0u);
  EXPECT_EQ(batch.posts[1].own.size, 2u);
  EXPECT_EQ(batch.chars, (std::vector<char16_t>{u'二', u'三', u' ', u'四'}));
}

}  // namespace
}  // namespace yuqing
