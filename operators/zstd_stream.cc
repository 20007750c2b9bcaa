// See zstd_stream.h. The only file that knows zstd.
#include "operators/zstd_stream.h"

#include <fcntl.h>
#include <unistd.h>
#include <zstd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <vector>

#include "pipeline/errors.h"

namespace yuqing {
namespace {

// Small enough that hundreds of partitions can be written at a time, 2 MiB each.
constexpr int kLevel = 3;
constexpr int kWindowLog = 19;
constexpr int kWindowLogMost = 27;  // 128 MiB: a frame that wants more is refused

struct FreeCompressor {
  void operator()(ZSTD_CCtx* stream) const { ZSTD_freeCCtx(stream); }
};
struct FreeDecompressor {
  void operator()(ZSTD_DCtx* stream) const { ZSTD_freeDCtx(stream); }
};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

struct ZstdWriter::State {
  explicit State(std::filesystem::path where)
      : path(std::move(where)),
        file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)) {
    if (file.number() < 0) {
      fail("open for writing");
    }
    ZSTD_CCtx_setParameter(stream.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(stream.get(), ZSTD_c_windowLog, kWindowLog);
    ZSTD_CCtx_setParameter(stream.get(), ZSTD_c_checksumFlag, 1);
  }

  [[noreturn]] void fail(const std::string& what) const {
    const std::string why = std::strerror(errno);
    throw SinkError(path.string() + ": cannot " + what + ": " + why);
  }

  void write(std::size_t size) {
    const char* at = block.data();
    while (size > 0) {
      const ssize_t put = ::write(file.number(), at, size);
      if (put < 0 && errno != EINTR) {
        fail("write");
      }
      const std::size_t done = put > 0 ? static_cast<std::size_t>(put) : 0;
      at += done;
      size -= done;
      written += done;
    }
  }

  void compress(std::string_view bytes, ZSTD_EndDirective how) {
    ZSTD_inBuffer in = {.src = bytes.data(), .size = bytes.size(), .pos = 0};
    std::size_t left = 1;
    while (in.pos < in.size || (how == ZSTD_e_end && left > 0)) {
      ZSTD_outBuffer out = {.dst = block.data(), .size = block.size(), .pos = 0};
      left = ZSTD_compressStream2(stream.get(), &out, &in, how);
      if (ZSTD_isError(left) != 0) {
        throw SinkError(path.string() + ": zstd: " + ZSTD_getErrorName(left));
      }
      write(out.pos);
    }
  }

  std::filesystem::path path;
  Descriptor file;
  std::unique_ptr<ZSTD_CCtx, FreeCompressor> stream{ZSTD_createCCtx()};
  std::vector<char> block = std::vector<char>(ZSTD_CStreamOutSize());
  std::uint64_t written = 0;
};

ZstdWriter::ZstdWriter(std::filesystem::path path)
    : state_(std::make_unique<State>(std::move(path))) {}
ZstdWriter::~ZstdWriter() = default;

void ZstdWriter::append(std::string_view bytes) {
  state_->compress(bytes, ZSTD_e_continue);
}

void ZstdWriter::finish() {
  state_->compress({}, ZSTD_e_end);
  if (::fsync(state_->file.number()) != 0) {
    state_->fail("sync");
  }
}

std::uint64_t ZstdWriter::written() const {
  return state_->written;
}

struct ZstdReader::State {
  explicit State(const std::filesystem::path& path)
      : file(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file.number() < 0) {
      fail_to_read();
    }
    ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kWindowLogMost);
  }

  [[noreturn]] static void fail_to_read() {
    const std::string why = std::strerror(errno);
    throw SourceError("cannot be read: " + why);
  }

  // False at the end of the file.
  bool refill() {
    ssize_t got = -1;
    do {
      got = ::read(file.number(), raw.data(), raw.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
      fail_to_read();
    }
    in = {.src = raw.data(), .size = static_cast<std::size_t>(got), .pos = 0};
    read += in.size;
    return got > 0;
  }

  Descriptor file;
  std::unique_ptr<ZSTD_DCtx, FreeDecompressor> stream{ZSTD_createDCtx()};
  std::vector<char> raw = std::vector<char>(ZSTD_DStreamInSize());
  std::vector<char> block = std::vector<char>(ZSTD_DStreamOutSize());
  ZSTD_inBuffer in = {.src = nullptr, .size = 0, .pos = 0};
  std::size_t wanted = 0;  // 0: a frame has just ended, or none has begun
  bool full = false;       // the last block was filled: there may be more without more input
  std::uint64_t read = 0;
};

ZstdReader::ZstdReader(const std::filesystem::path& path) : state_(std::make_unique<State>(path)) {}
ZstdReader::~ZstdReader() = default;
ZstdReader::ZstdReader(ZstdReader&&) noexcept = default;
ZstdReader& ZstdReader::operator=(ZstdReader&&) noexcept = default;

std::string_view ZstdReader::next_block() {
  State& state = *state_;
  while (true) {
    if (state.in.pos == state.in.size && !state.full && !state.refill()) {
      if (state.wanted != 0 || state.read == 0) {
        throw SourceError("is damaged: it ends before its content does");
      }
      return {};
    }
    ZSTD_outBuffer out = {.dst = state.block.data(), .size = state.block.size(), .pos = 0};
    state.wanted = ZSTD_decompressStream(state.stream.get(), &out, &state.in);
    if (ZSTD_isError(state.wanted) != 0) {
      throw SourceError("is damaged: zstd: " + std::string(ZSTD_getErrorName(state.wanted)));
    }
    state.full = out.pos == out.size && state.wanted != 0;
    if (out.pos > 0) {
      return {state.block.data(), out.pos};
    }
  }
}

std::uint64_t ZstdReader::bytes_read() const {
  return state_->read;
}

}  // namespace yuqing
