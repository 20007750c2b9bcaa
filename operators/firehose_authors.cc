// Ten thousand invented authors, rendered once; no name belongs to a person.
#include <fmt/format.h>

#include <bit>
#include <chrono>
#include <cstring>
#include <iterator>

#include "operators/firehose_parts.h"

namespace yuqing::firehose {
namespace {

constexpr std::uint32_t kAuthors = 10'000;
constexpr std::uint64_t kFirstId = 9'900'000'000;

// A province with its largest city, and how many of a thousand authors live there.
struct Home {
  int province = 0;
  int city = 0;
  std::string_view name;
  std::string_view town;
  std::uint32_t share = 0;
};
constexpr std::array<Home, 31> kHomes = {{
    {44, 1, "广东", "广州", 130},    {44, 8, "广东", "湛江", 20},
    {11, 8, "北京", "海淀区", 100},  {31, 15, "上海", "浦东新区", 80},
    {33, 1, "浙江", "杭州", 75},     {32, 1, "江苏", "南京", 75},
    {51, 1, "四川", "成都", 55},     {37, 1, "山东", "济南", 50},
    {41, 1, "河南", "郑州", 45},     {42, 1, "湖北", "武汉", 45},
    {43, 1, "湖南", "长沙", 40},     {35, 2, "福建", "厦门", 35},
    {13, 1, "河北", "石家庄", 28},   {61, 1, "陕西", "西安", 28},
    {34, 1, "安徽", "合肥", 27},     {50, 3, "重庆", "渝中区", 25},
    {21, 1, "辽宁", "沈阳", 22},     {36, 1, "江西", "南昌", 18},
    {45, 1, "广西", "南宁", 18},     {12, 1, "天津", "和平区", 15},
    {23, 1, "黑龙江", "哈尔滨", 12}, {14, 1, "山西", "太原", 10},
    {22, 1, "吉林", "长春", 9},      {53, 1, "云南", "昆明", 9},
    {52, 1, "贵州", "贵阳", 8},      {46, 1, "海南", "海口", 6},
    {62, 1, "甘肃", "兰州", 5},      {15, 1, "内蒙古", "呼和浩特", 4},
    {65, 1, "新疆", "乌鲁木齐", 3},  {81, 1, "香港", "香港", 2},
    {400, 1, "海外", "美国", 1},
}};

constexpr std::array<std::string_view, 8> kDescriptions = {"",
                                                           "",
                                                           "爱生活，爱拍照",
                                                           "一只普通的上班族",
                                                           "读书 跑步 做饭",
                                                           "记录每一天",
                                                           "好好吃饭，早点睡觉",
                                                           "慢慢来，比较快"};

struct Badge {
  int type = -1;
  std::string_view name;
  std::string_view reason;
};
constexpr Badge kNobody = {-1, "测试用户", ""};
constexpr std::array<Badge, 4> kBadges = {{{0, "测试博主", "虚构的知名博主"},
                                           {3, "测试媒体", "虚构的媒体官方微博"},
                                           {2, "测试企业", "虚构的企业官方微博"},
                                           {1, "测试政务", "虚构的政务官方微博"}}};

const Home& home_of(Dice& dice) {
  std::uint32_t sum = 0;
  for (const Home& home : kHomes) {
    sum += home.share;
  }
  std::uint32_t thrown = dice.below(sum);
  const Home* home = kHomes.data();
  while (thrown >= home->share) {
    thrown -= home->share;
    home++;
  }
  return *home;
}

// Each doubling is half as likely: the many have hundreds, one has millions.
std::uint64_t followers_of(Dice& dice) {
  const auto doublings = static_cast<unsigned>(std::countr_zero(dice.next() | 1U << 15));
  return std::uint64_t{50 + dice.below(400)} << doublings;
}

void render(std::uint64_t id, const Home& home, Dice& dice, std::string& out) {
  const std::uint64_t followers = followers_of(dice);
  const bool known = followers > 50'000 || dice.chance(1'000);
  const Badge& badge = known ? kBadges[dice.below(kBadges.size())] : kNobody;
  const std::string name = fmt::format("{}{}", badge.name, id - kFirstId);
  // One throw a line: the order in which arguments are evaluated differs between compilers.
  const std::string_view description = kDescriptions[dice.below(kDescriptions.size())];
  const char gender = dice.chance(48'000) ? 'm' : 'f';
  const std::uint32_t friends = 10 + dice.below(800);
  const std::uint32_t statuses = 20 + dice.below(9'000);
  const std::uint32_t favourites = dice.below(300);
  std::array<char, 30> joined;
  write_created_at(1'250'000'000 + std::int64_t{dice.below(450'000'000)}, joined);
  fmt::format_to(
      std::back_inserter(out),
      R"({{"id":{0},"idstr":"{0}","screen_name":"{1}","name":"{1}","province":"{2}","city":"{3}",)"
      R"("location":"{4} {5}","description":"{6}","url":"","profile_url":"u/{0}","domain":"",)"
      R"("gender":"{7}","followers_count":{8},"friends_count":{9},"statuses_count":{10},)",
      id, name, home.province, home.city, home.name, home.town, description, gender, followers,
      friends, statuses);
  fmt::format_to(std::back_inserter(out),
                 R"("favourites_count":{},"created_at":"{}","verified":{},"verified_type":{},)"
                 R"("verified_reason":"{}","online_status":0,"bi_followers_count":{}}})",
                 favourites, std::string_view(joined.data(), joined.size()), known, badge.type,
                 badge.reason, friends / 5);
}

}  // namespace

Authors::Authors(std::uint64_t seed) {
  places_.reserve(kAuthors);
  for (std::uint32_t number = 0; number < kAuthors; number++) {
    Dice dice(seed ^ 0xA07405, number);
    const Home& home = home_of(dice);
    const std::size_t begin = bytes_.size();
    render(kFirstId + number, home, dice, bytes_);
    places_.push_back({.begin = begin, .size = bytes_.size() - begin, .region = home.name});
  }
}

// The product of two throws prefers small numbers: few authors write much.
Author Authors::pick(Dice& dice) const {
  const std::uint64_t thrown = dice.next();
  const std::uint64_t product = (thrown >> 32) * (thrown & 0xFFFFFFFF) >> 32;
  const std::uint64_t number = product * kAuthors >> 32;
  const Place& place = places_[number];
  return {.json = std::string_view(bytes_).substr(place.begin, place.size),
          .region = place.region,
          .id = kFirstId + number};
}

void write_created_at(std::int64_t unix_seconds, std::span<char, 30> out) {
  constexpr std::string_view kWeekdays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  using std::chrono::days;
  const std::chrono::sys_seconds beijing{std::chrono::seconds(unix_seconds) +
                                         std::chrono::hours(8)};
  const auto day = std::chrono::floor<days>(beijing);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(beijing - day);
  const std::chrono::weekday weekday(day);
  const auto two_digits = [&out](std::size_t at, long number) {
    out[at] = static_cast<char>('0' + number / 10);
    out[at + 1] = static_cast<char>('0' + number % 10);
  };
  std::memcpy(out.data(), "Mon Jan 27 00:00:00 +0800 2025", out.size());
  std::memcpy(out.data(), kWeekdays.data() + std::size_t{3} * weekday.c_encoding(), 3);
  std::memcpy(out.data() + 4, kMonths.data() + std::size_t{3} * (unsigned{date.month()} - 1), 3);
  two_digits(8, unsigned{date.day()});
  two_digits(11, time.hours().count());
  two_digits(14, time.minutes().count());
  two_digits(17, time.seconds().count());
  two_digits(26, int{date.year()} / 100);
  two_digits(28, int{date.year()} % 100);
}

}  // namespace yuqing::firehose
