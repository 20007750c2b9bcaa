// See file_reader.h.
#include "operators/file_reader.h"

#include <algorithm>

#include "operators/text_encoding.h"
#include "pipeline/errors.h"

namespace yuqing {
namespace {

constexpr std::size_t kHead = std::size_t{64} << 10;

struct Stopped {};  // nobody wants the rest

// Names in archives are foreign bytes: control characters would reach the terminal.
std::string printable(std::string name) {
  std::ranges::replace_if(
      name, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
  return name;
}

// What archivers of other systems add: AppleDouble files, hidden ones.
bool is_hidden(const std::string& member) {
  return member.starts_with("__MACOSX/") ||
         std::filesystem::path(member).filename().string().starts_with('.');
}

class FileReader {
 public:
  FileReader(const std::filesystem::path& path, const ReadLimits& limits, const TakeChunk& take)
      : path_(path), limits_(limits), take_(take) {}

  void read() {
    try {
      archive_.emplace(path_, limits_.archive);
      while (read_member()) {
      }
    } catch (const SourceError& error) {
      tell(error.what());
    }
    count_packed(archive_ ? std::filesystem::file_size(path_) : 0);
    flush();
  }

 private:
  // False behind the last. Damage that ends the whole archive throws.
  bool read_member() {
    const std::optional<std::string> member = archive_->next_member();
    if (!member) {
      if (!begun_) {
        tell("holds no files");
      }
      return false;
    }
    if (is_hidden(*member)) {
      return true;
    }
    member_ = printable(*member);
    begun_ = false;
    cutter_.reset();
    try {
      read_text();
    } catch (const SourceError& error) {
      tell(error.what());
      return archive_->goes_on();
    }
    return archive_->is_archive();
  }

  void read_text() {
    std::string head;
    std::string_view block;
    std::optional<std::string> damage;
    try {
      while (head.size() < kHead && !(block = archive_->next_block()).empty()) {
        head += block;
      }
    } catch (const SourceError& error) {
      damage = error.what();
    }
    begin_text(head);
    if (damage) {
      throw SourceError(*damage);
    }
    while (!(block = archive_->next_block()).empty()) {
      feed(block);
    }
    cut(decoder_->finish());
    const std::string end = cutter_->finish(take_cut_);
    if (!end.empty()) {
      tell(end);
    }
    flush();
  }

  void begin_text(std::string_view head) {
    const std::string_view first = head.substr(0, kHead);
    const Encoding encoding = encoding_of(first);
    std::string text(TextDecoder(encoding).decode(first));
    const char separator = csv_separator(text);
    begin(std::string(name_of(encoding)), separator != 0 ? "csv" : "json");
    decoder_.emplace(encoding);
    cutter_ = separator != 0 ? make_csv_cutter(separator, limits_.max_record)
                             : make_document_cutter(text, limits_.max_record);
    note_false_name();
    feed(head);
  }

  void begin(std::string encoding, std::string content) {
    flush();
    const std::string behind = member_.empty() ? "" : "!" + member_;
    chunk_.begins = {.name = path_.filename().string() + behind,
                     .path = path_.string() + behind,
                     .encoding = std::move(encoding),
                     .content = std::move(content)};
    begun_ = true;
  }

  void note_false_name() {
    const std::string extension = path_.extension().string();
    const bool named = extension == ".gz" || extension == ".zst" || extension == ".xz" ||
                       extension == ".bz2" || extension == ".zip";
    if (named && !archive_->compressed() && std::filesystem::file_size(path_) > 0) {
      tell("is named " + extension + " but is not compressed so; it is read as it is");
    }
  }

  void feed(std::string_view block) {
    chunk_.unpacked += block.size();
    count_packed(archive_->bytes_read());
    cut(decoder_->decode(block));
  }

  void cut(std::string_view text) {
    if (!text.empty()) {
      cutter_->feed(text, take_cut_);
    }
  }

  void take_record(const Cut& record) {
    chunk_.pieces.push_back({.begin = static_cast<std::uint32_t>(chunk_.text.size()),
                             .size = static_cast<std::uint32_t>(record.bytes.size()),
                             .number = record.number,
                             .size_in_file = record.size,
                             .verdict = record.verdict});
    chunk_.text += record.bytes;
    if (chunk_.text.size() >= limits_.chunk_bytes) {
      flush();
    }
  }

  // Damage of what was not begun is the file's own.
  void tell(const std::string& damage) {
    if (!begun_) {
      begin("", "");
    }
    if (!chunk_.damage.empty()) {
      flush();
    }
    chunk_.damage = damage;
  }

  void count_packed(std::uint64_t read) {
    chunk_.packed += read - std::min(read, packed_);
    packed_ = std::max(read, packed_);
  }

  void flush() {
    const bool empty = !chunk_.begins && chunk_.pieces.empty() && chunk_.damage.empty() &&
                       chunk_.unpacked == 0 && chunk_.packed == 0;
    if (empty) {
      return;
    }
    if (!take_(chunk_)) {
      throw Stopped();
    }
    chunk_.clear();
  }

  const std::filesystem::path& path_;
  const ReadLimits& limits_;
  const TakeChunk& take_;
  const TakeCut take_cut_ = [this](const Cut& record) { take_record(record); };
  std::optional<ArchiveReader> archive_;
  std::string member_;
  bool begun_ = false;  // the member, or the file where there is none, was told
  std::optional<TextDecoder> decoder_;
  std::unique_ptr<RecordCutter> cutter_;
  std::uint64_t packed_ = 0;
  Chunk chunk_;
};

}  // namespace

void Chunk::clear() {
  begins.reset();
  text.clear();
  pieces.clear();
  unpacked = 0;
  packed = 0;
  damage.clear();
}

void read_file(const std::filesystem::path& path, const ReadLimits& limits, const TakeChunk& take) {
  try {
    FileReader(path, limits, take).read();
  } catch (const Stopped&) {
    return;
  }
}

}  // namespace yuqing
