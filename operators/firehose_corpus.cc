// The texts of the firehose: the shipped corpus, and everyday sentences that match no topic.
//
// The corpus is our own file, so this reads its one shape and no more; texts stay escaped as they
// are, because they go into JSON again.
#include <algorithm>
#include <cassert>

#include "operators/firehose_parts.h"

namespace yuqing::firehose {
namespace {

constexpr std::array<Text, 32> kEveryday = {{
    {"早起跑了五公里，江边的风吹着真舒服，心情特别好", Polarity::pos},
    {"妈妈包的饺子太香了，一口气吃了二十个，幸福", Polarity::pos},
    {"抢到回家的票了！开心到在办公室转圈圈，今晚加个鸡腿", Polarity::pos},
    {"阳台的水仙开了，屋里都是淡淡的香味，喜欢这样的早晨", Polarity::pos},
    {"女儿第一次自己系鞋带，骄傲地跑来给我看，太可爱了", Polarity::pos},
    {"谢谢地铁上给我奶奶让座的小伙子，好人一生平安", Polarity::pos},
    {"终于见到三年没见的老同学，聊到半夜，真好", Polarity::pos},
    {"楼下新开的面馆汤头很鲜，老板也热情，推荐", Polarity::pos},
    {"周末带爸妈去泡温泉，他们笑得像孩子，值了", Polarity::pos},
    {"今晚的月亮又大又圆，拍了好多张，满足", Polarity::pos},
    {"电影拍得真好，结尾看哭了，强烈推荐给大家", Polarity::pos},
    {"今天气温三到十一度，多云，出门记得带伞", Polarity::neu},
    {"请问市区到机场坐大巴大概要多久，几点是末班车", Polarity::neu},
    {"超市营业到除夕下午五点，初二上午九点恢复", Polarity::neu},
    {"下午三点在图书馆二楼开会，带上笔记本", Polarity::neu},
    {"中午吃的番茄炒蛋和米饭，晚上还没想好", Polarity::neu},
    {"路口在修路，公交改走北边的桥，预计下月底完工", Polarity::neu},
    {"这趟列车十点二十进站，现在是七号站台", Polarity::neu},
    {"有人知道附近哪里可以打印照片吗", Polarity::neu},
    {"整理了一下书架，一共一百三十二本，小说占一半", Polarity::neu},
    {"换了一副眼镜，度数和去年一样", Polarity::neu},
    {"快递显示已到驿站，明天下班去取", Polarity::neu},
    {"堵车两个小时了一动不动，烦死了，再也不走这条路", Polarity::neg},
    {"外卖又洒了，打电话没人接，太差劲了", Polarity::neg},
    {"感冒第四天，头疼得睡不着，难受", Polarity::neg},
    {"楼上装修从早敲到晚，真的要疯了", Polarity::neg},
    {"票又没抢到，候补也没戏，今年怕是回不去了，难过", Polarity::neg},
    {"新买的鞋穿一次就开胶，客服还推三阻四，气死", Polarity::neg},
    {"排队两小时结果卖完了，白跑一趟，失望", Polarity::neg},
    {"房东突然说要涨租，大过年的真让人心寒", Polarity::neg},
    {"钱包丢在出租车上，里面还有身份证，崩溃", Polarity::neg},
    {"航班延误到凌晨，没有人解释一句，服务太糟糕", Polarity::neg},
}};

// What stands between `before` and the next closing quote or bracket after `from`; moves `from`
// behind it.
std::string_view field(std::string_view line, std::string_view before, char closing,
                       std::size_t& from) {
  const std::size_t found = line.find(before, from);
  assert(found != std::string_view::npos);
  const std::size_t begin = found + before.size();
  std::size_t end = begin;
  while (line[end] != closing) {
    end += line[end] == '\\' ? 2 : 1;
  }
  from = end;
  return line.substr(begin, end - begin);
}

Polarity polarity_of(std::string_view name) {
  return name == "pos" ? Polarity::pos : name == "neg" ? Polarity::neg : Polarity::neu;
}

}  // namespace

Corpus::Corpus(std::string_view lines) {
  const auto shelve = [this](std::size_t subject, const Text& text) {
    shelves_[subject].texts.push_back(text);
    if (!text.repost) {
      shelves_[subject].originals.push_back(text);
    }
  };
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    std::size_t from = 0;
    Text text;
    text.json = field(line, "\"text\": \"", '"', from);
    const std::string_view topics = field(line, "\"topics\": [", ']', from);
    text.polarity = polarity_of(field(line, "\"polarity\": \"", '"', from));
    const std::string_view kind = field(line, "\"kind\": \"", '"', from);
    text.repost = kind == "repost";
    text.comment = kind == "comment";
    for (std::size_t subject = 0; subject < kNearMiss; subject++) {
      if (topics.find('"' + std::string(kSubjects[subject]) + '"') != std::string_view::npos) {
        shelve(subject, text);
      }
    }
    if (topics.empty()) {
      shelve(kNearMiss, text);
    }
    size_++;
  }
  for (const Text& text : kEveryday) {
    shelve(kBackground, text);
  }
  for (Shelf& shelf : shelves_) {
    std::ranges::stable_sort(shelf.texts, {}, &Text::polarity);
    shelf.positive =
        static_cast<std::uint32_t>(std::ranges::count(shelf.texts, Polarity::pos, &Text::polarity));
  }
}

const Text& Corpus::pick(std::size_t subject, bool positive, Dice& dice) const {
  const Shelf& shelf = shelves_[subject];
  return shelf.texts[dice.below(positive ? shelf.positive
                                         : static_cast<std::uint32_t>(shelf.texts.size()))];
}

const Text& Corpus::root(std::size_t subject, Dice& dice) const {
  const std::vector<Text>& originals = shelves_[subject].originals;
  return originals[dice.below(static_cast<std::uint32_t>(originals.size()))];
}

}  // namespace yuqing::firehose
