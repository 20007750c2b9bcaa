// See entity_words.h.
#include "operators/entity_words.h"

#include "operators/word_table.h"

namespace yuqing {
namespace {

using Text = std::u16string_view;

constexpr WordTable kPraise(
    {u"牛",      u"厉害", u"太强",     u"真强",     u"很强",     u"好强",    u"争气",
     u"骄傲",    u"自豪", u"国货之光", u"国产之光", u"中国之光", u"致敬",    u"好用",
     u"真香",    u"良心", u"英雄",     u"了不起",   u"yyds",     u"绝了",    u"天才",
     u"佩服",    u"偶像", u"封神",     u"惊艳",     u"喜欢",     u"爱了",    u"支持",
     u"点赞",    u"聪明", u"靠谱",     u"给力",     u"神了",     u"太香",    u"优秀",
     u"伟大",    u"敬佩", u"敬意",     u"打call",   u"大神",     u"真好",    u"太好",
     u"贴心",    u"救了", u"扬眉吐气", u"长脸",     u"绝绝子",   u"无敌",    u"好样的",
     u"太会",    u"真诚", u"谦逊",     u"格局",     u"崇拜",     u"respect", u"awesome",
     u"amazing", u"泪目"});
constexpr WordTable kBlame(
    {u"垃圾",     u"难用", u"不行",     u"拉胯",     u"拉垮", u"智障",     u"蠢",   u"太笨",
     u"胡说八道", u"胡编", u"瞎编",     u"编造",     u"乱编", u"答非所问", u"套壳", u"割韭菜",
     u"恶心",     u"无耻", u"不要脸",   u"双标",     u"霸凌", u"急了",     u"慌了", u"破防",
     u"打脸",     u"完了", u"凉了",     u"失望",     u"骗",   u"吹牛",     u"蹭",   u"敷衍",
     u"离谱",     u"坑人", u"脸皮",     u"下头",     u"活该", u"烂",       u"难看", u"气死",
     u"心虚",     u"酸了", u"坐不住",   u"人工智障", u"没用", u"废物",     u"笑话", u"丢人",
     u"可笑",     u"傲慢", u"贼喊捉贼", u"流氓",     u"强盗", u"卸载",     u"弱智", u"坑爹",
     u"装死",     u"吃相", u"甩锅",     u"嘴硬",     u"跳脚"});
constexpr WordTable kNo({u"不", u"没", u"未", u"别", u"无", u"非", u"谁", u"哪", u"算"});
// Said in earnest about as often as not.
constexpr WordTable kDoubtful({u"感谢", u"谢谢", u"多亏", u"恭喜", u"建议", u"要是", u"如果",
                               u"可真", u"就这", u"也配", u"所谓", u"吹成", u"号称", u"吗", u"?",
                               u"难道", u"真行", u"吹得", u"凭什么"});

bool is_denied(Text before) {
  constexpr std::size_t kReach = 3;
  Text near = before.size() > kReach ? before.substr(before.size() - kReach) : before;
  near.remove_prefix(near.find_last_of(u",。!;…") + 1);  // npos + 1 is 0
  return kNo.stands_in(near);
}

}  // namespace

Stand said_by_words(std::u16string_view clause) {
  Stand said = Stand::unsaid;
  for (std::size_t at = 0; at < clause.size(); at++) {
    const Text rest = clause.substr(at);
    const Stand here = kPraise.begins(rest)  ? Stand::positive
                       : kBlame.begins(rest) ? Stand::negative
                                             : Stand::unsaid;
    const bool splits = here != Stand::unsaid && said != Stand::unsaid && said != here;
    if (kDoubtful.begins(rest) || splits ||
        (here != Stand::unsaid && is_denied(clause.substr(0, at)))) {
      return Stand::unsure;
    }
    said = here == Stand::unsaid ? said : here;
  }
  return said;
}

}  // namespace yuqing
