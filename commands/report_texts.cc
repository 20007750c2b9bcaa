// See report_texts.h.
#include "commands/report_texts.h"

namespace yuqing {
namespace {

constexpr ReportTexts kEnglish = {
    .html = "en",
    .title = "Public opinion in an archive",
    .contents = "Contents",
    .intro =
        "{} posts from {} to {} (times are Beijing time, UTC+8). All figures are sums of "
        "windows.csv, which lies beside this file, or are derived from them; what each part means "
        "and how it is worked out is told in docs/report.md of yuqing {}.",
    .all_posts = "all posts",
    .of = "{} of {}",
    .read_title = "What was read",
    .read_range = "Every record that was read has exactly one outcome.",
    .nothing_counted = "No post was counted, so there is nothing to report.",
    .outcome = "outcome",
    .records = "records",
    .share = "share of records",
    .consumed = "read",
    .counted = "counted",
    .late = "late",
    .duplicate = "duplicate (same id)",
    .rejected = "rejected: {}",
    .filtered = "filtered: {}",
    .files_title = "Files",
    .file = "file",
    .bytes = "bytes, unpacked",
    .encoding = "encoding",
    .damage = "damage",
    .more_files = "{} more files are in summary.json.",
    .coverage_title = "Coverage",
    .coverage_note = "What the counts cannot see. Shares are of all {} counted posts.",
    .figure = "figure",
    .posts = "posts",
    .posts_share = "share of posts",
    .gaps = {"text cut short by the platform", "time known only to the minute or the day",
             "author unknown"},
    .not_opinions = "no own words (bare reposts and notices): volume, but no sentiment",
    .retracted_note =
        "{} counted posts were deleted or edited later and taken out of their windows again.",
    .time_title = "Volume and sentiment over time",
    .time_note =
        "Upper part: posts of all kinds. Lower part: positive opinions above the zero line, "
        "negative "
        "ones below it, on one scale; neutral ones are not drawn. Each bar is {}. Shaded and "
        "numbered: bursts. Every chart has scales of its own.",
    .per_bucket = "posts per {}",
    .minutes = "{} min",
    .hours = "{} h",
    .days = "{} d",
    .positive_opinions = "positive opinions",
    .negative_opinions = "negative opinions",
    .chart_about = "{} posts; at most {} in {}, at {}; {} positive and {} negative opinions",
    .charts_more = "{} topics with fewer posts have no chart; their figures are in the tables.",
    .topics_title = "Topics and share of voice",
    .topics_note =
        "A post may have several topics. Share of voice is of the {} mentions: posts of each "
        "topic, "
        "added up. Share of posts is of all {} posts and adds up to more or less than 100 %. "
        "Authors are distinct; above 128 an estimate with a standard error of 3.3 %. Reach is the "
        "sum "
        "of the authors' followers over posts.",
    .topic = "topic",
    .mentions_share = "share of voice",
    .all_share = "share of posts",
    .authors = "authors",
    .reach = "reach",
    .net_title = "Net sentiment",
    .net_note =
        "Two formulas that are easily confused. Over all: (positive - negative) / opinions. Rate: "
        "(positive - negative) / (positive + negative). Both times 100, with their 95 % interval; "
        "fewer than 30 in the denominator are too few to read anything into.",
    .opinions = "opinions",
    .negative = "negative",
    .neutral = "neutral",
    .positive = "positive",
    .net_all = "net, over all",
    .net_rate = "net, rate",
    .too_small = "n too small ({})",
    .emotions_title = "Emotions",
    .emotions_note =
        "Shares of the opinions of each topic, by the strongest emotion of the own "
        "words. Fear and surprise are rare and the least reliable.",
    .emotions = {"happy", "angry", "sad", "fear", "surprise", "no emotion"},
    .spread_title = "Spread",
    .spread_note =
        "Kinds of posts, and how many of the commented reposts contradict what they "
        "quote: positive words on a negative text, or the reverse.",
    .commented = "commented reposts",
    .opposed = "opposed, of commented",
    .kinds = {"original", "comment", "bare repost", "commented repost", "notice"},
    .entities_title = "Opinions about people, companies and products",
    .entities_note =
        "Only posts whose text says plainly what it thinks of the entity have an opinion about it. "
        "Praise mostly is plain and blame mostly is not, so compare an entity with itself over "
        "time or with others.",
    .entity = "entity",
    .bursts_title = "Bursts",
    .bursts_note =
        "A burst begins where a topic has at least 10 posts in a bucket, twice what its own past "
        "lets expect, and so many that chance hardly explains it. Severity is -log10 of that "
        "chance, "
        "from 1 to 10, corrected for how often was looked. The past stands still while a burst "
        "runs. "
        "Begin and end are as exact as the bucket; the peak is the busiest window of the busiest "
        "bucket.",
    .bursts_none = "No burst: no topic had much more posts than its own past lets expect.",
    .bursts_short =
        "The archive is too short, or its topics have too few posts, for a past to hold anything "
        "beside. No bursts were looked for.",
    .bursts_more = "{} less severe bursts are not shown.",
    .burst = "burst",
    .begin = "begin",
    .peak = "peak",
    .end = "end",
    .severity = "severity",
    .in_burst = "posts",
    .expected = "expected",
    .goes_on = "{} (not over)",
    .burst_heading = "{} {}: {} to {}",
    .burst_text =
        "{} posts where {} were expected (buckets of {}); most at {}: {} posts in one window of "
        "{}. "
        "Severity {}. Distinct authors: {}.",
    .burst_net = "Net sentiment over all, before: {}; in the burst: {}.",
    .burst_copies = "Posts whose own words another post has as well: {} before, {} in the burst.",
    .burst_opposed =
        "Commented reposts that contradict what they quote: {} before, {} in the burst.",
    .rose = "what rose",
    .rose_kind = "kind",
    .now_count = "in the burst",
    .before_count = "before",
    .later_count = "later",
    .z_score = "z",
    .nothing_rose = "No term, hashtag or account has a share that rose beyond chance.",
    .term = "term",
    .hashtag = "hashtag",
    .account = "account",
    .lost_note = "Memory is bounded: a term's count may be too low by up to {}.",
    .words_title = "Hashtags and rising terms",
    .most_hashtags = "The most used hashtags, of all {} posts",
    .no_hashtags = "No post has a hashtag.",
    .rising = "What rose in the later half",
    .rising_note = "The posts from {} on ({}) beside those before it ({}).",
    .no_rising = "No term, hashtag or account has a share that rose beyond chance.",
    .accounts_note_hashed =
        "Names of accounts are personal data: a keyed hash stands for each (12 digits behind h:). "
        "With --raw-ids they are shown.",
    .accounts_note_raw = "This report shows names of accounts, which are personal data.",
    .examples_title = "Examples",
    .examples_note_hashed =
        "Up to three posts of each topic and sentiment, chosen by a hash of their ids: nobody "
        "picked "
        "them. The ids are keyed hashes, the same as in posts.csv.",
    .examples_note_raw =
        "Up to three posts of each topic and sentiment, chosen by a hash of their ids: nobody "
        "picked "
        "them.",
    .examples = "post",
    .sentiment = "sentiment",
    .of_posts = "of so many",
    .method_title = "How to read this",
    .method =
        "Sentiment is found by a program: shares of many posts are more reliable than a single "
        "answer, and irony is mostly missed. Intervals tell the error of a sample, not that of the "
        "program, and hold for the posts of this archive, not for a population.",
};

constexpr ReportTexts kChinese = {
    .html = "zh-CN",
    .title = "归档舆情报告",
    .contents = "目录",
    .intro =
        "共 {} 条微博，时间从 {} 到 {}（均为北京时间，UTC+8）。所有数字都是同目录 windows.csv "
        "的合计，或由其推算；各部分的含义与算法见 yuqing {} 的 docs/report.md。",
    .all_posts = "全部微博",
    .of = "{} / {}",
    .read_title = "读取情况",
    .read_range = "读到的每条记录都有且只有一个结果。",
    .nothing_counted = "没有计入任何微博，无可报告。",
    .outcome = "结果",
    .records = "记录数",
    .share = "占记录比例",
    .consumed = "已读",
    .counted = "计入",
    .late = "迟到",
    .duplicate = "重复（id 相同）",
    .rejected = "拒收：{}",
    .filtered = "过滤：{}",
    .files_title = "文件",
    .file = "文件",
    .bytes = "解压后字节数",
    .encoding = "编码",
    .damage = "损坏",
    .more_files = "另有 {} 个文件见 summary.json。",
    .coverage_title = "覆盖情况",
    .coverage_note = "计数看不到的部分。比例的分母是全部 {} 条计入的微博。",
    .figure = "指标",
    .posts = "微博数",
    .posts_share = "占微博比例",
    .gaps = {"正文被平台截断", "时间只精确到分钟或日", "作者未知"},
    .not_opinions = "没有自己的话（纯转发与系统提示）：计入声量，不计情感",
    .retracted_note = "有 {} 条已计入的微博后来被删除或编辑，已从所在窗口撤回。",
    .time_title = "声量与情感走势",
    .time_note =
        "上半部分：各类微博总数。下半部分：零线以上为正面观点，零线以下为负面观点，"
        "同一刻度；中性观点不画。每根柱为 {}。带编号的底色：爆发。各图刻度独立。",
    .per_bucket = "条 / {}",
    .minutes = "{} 分钟",
    .hours = "{} 小时",
    .days = "{} 天",
    .positive_opinions = "正面观点",
    .negative_opinions = "负面观点",
    .chart_about = "共 {} 条；最多 {} 条 / {}，在 {}；正面观点 {} 条，负面观点 {} 条",
    .charts_more = "另有 {} 个微博较少的话题不画图，数字见表格。",
    .topics_title = "话题与声量份额",
    .topics_note =
        "一条微博可属多个话题。声量份额的分母是 {} 次提及（各话题微博数之和）；"
        "微博占比的分母是全部 {} 条微博，合计可能大于或小于 100%。作者为去重数，"
        "超过 128 时为估计值（标准误 3.3%）。触达为各条微博作者粉丝数之和。",
    .topic = "话题",
    .mentions_share = "声量份额",
    .all_share = "微博占比",
    .authors = "作者数",
    .reach = "触达",
    .net_title = "净情感",
    .net_note =
        "两个容易混淆的公式。总体净情感：（正面 − 负面）÷ 全部观点；净情感率："
        "（正面 − 负面）÷（正面 + 负面）。均乘以 100，附 95% 区间；分母不足 30 时样本太小，"
        "不宜解读。",
    .opinions = "观点数",
    .negative = "负面",
    .neutral = "中性",
    .positive = "正面",
    .net_all = "总体净情感",
    .net_rate = "净情感率",
    .too_small = "样本太小（{}）",
    .emotions_title = "情绪",
    .emotions_note = "占各话题观点的比例，按自己的话里最强的情绪。恐惧与惊讶少见，也最不可靠。",
    .emotions = {"高兴", "愤怒", "悲伤", "恐惧", "惊讶", "无情绪"},
    .spread_title = "传播",
    .spread_note =
        "各类微博的数量，以及评论转发中与所引内容相反的数量：用正面的话转发负面内容，"
        "或反之。",
    .commented = "评论转发",
    .opposed = "相反 / 评论转发",
    .kinds = {"原创", "评论", "纯转发", "评论转发", "系统提示"},
    .entities_title = "对人物、公司和产品的态度",
    .entities_note =
        "只有明确表达了对该对象态度的微博才计入。夸奖多半明说，责备多半不明说，"
        "所以宜与自身不同时期或与其他对象相比。",
    .entity = "对象",
    .bursts_title = "爆发",
    .bursts_note =
        "当一个话题在一个时间格内至少有 10 条、达到自身过往预期的两倍、且难以用偶然解释时，"
        "爆发开始。烈度是该偶然概率的 −log10，取 1 到 10，已按检查次数校正。爆发期间基线冻结。"
        "起止精确到时间格；峰值为最忙时间格中最忙的窗口。",
    .bursts_none = "没有爆发：没有话题的微博数明显超出自身过往的预期。",
    .bursts_short = "归档太短，或各话题微博太少，没有可比的过往，因此没有查找爆发。",
    .bursts_more = "另有 {} 次烈度较低的爆发未列出。",
    .burst = "爆发",
    .begin = "开始",
    .peak = "峰值",
    .end = "结束",
    .severity = "烈度",
    .in_burst = "微博数",
    .expected = "预期",
    .goes_on = "{}（未结束）",
    .burst_heading = "{} {}：{} 至 {}",
    .burst_text =
        "共 {} 条，预期 {} 条（时间格 {}）；峰值在 {}：{} 条 / {}。烈度 {}。"
        "不同作者 {} 位。",
    .burst_net = "总体净情感，此前：{}；爆发中：{}。",
    .burst_copies = "自己的话与其他微博完全相同的微博：此前 {}，爆发中 {}。",
    .burst_opposed = "与所引内容相反的评论转发：此前 {}，爆发中 {}。",
    .rose = "上升的内容",
    .rose_kind = "类别",
    .now_count = "爆发中",
    .before_count = "此前",
    .later_count = "后半段",
    .z_score = "z",
    .nothing_rose = "没有词语、话题标签或账号的占比上升超出偶然。",
    .term = "词语",
    .hashtag = "标签",
    .account = "账号",
    .lost_note = "内存有上限：词语的计数最多可能少 {}。",
    .words_title = "热门标签与上升词",
    .most_hashtags = "使用最多的标签，分母为全部 {} 条微博",
    .no_hashtags = "没有微博带标签。",
    .rising = "后半段上升的内容",
    .rising_note = "{} 起的微博（{} 条）与此前的微博（{} 条）相比。",
    .no_rising = "没有词语、标签或账号的占比上升超出偶然。",
    .accounts_note_hashed =
        "账号名称属于个人信息：以带密钥的散列代替（h: 后 12 位）。用 --raw-ids "
        "可显示原名。",
    .accounts_note_raw = "本报告显示账号名称，属于个人信息。",
    .examples_title = "示例",
    .examples_note_hashed =
        "每个话题与情感各至多三条，按 id 的散列选取，无人挑选。id 为带密钥的散列，"
        "与 posts.csv 一致。",
    .examples_note_raw = "每个话题与情感各至多三条，按 id 的散列选取，无人挑选。",
    .examples = "微博",
    .sentiment = "情感",
    .of_posts = "总数",
    .method_title = "如何阅读",
    .method =
        "情感由程序判定：大量微博的比例比单条结果可靠，反讽大多识别不出。区间只反映抽样误差，"
        "不含程序误差，且只适用于本归档中的微博，不代表总体人群。",
};

}  // namespace

const ReportTexts& report_texts(Language language) {
  return language == Language::zh ? kChinese : kEnglish;
}

}  // namespace yuqing
