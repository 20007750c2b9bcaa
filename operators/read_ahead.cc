// See read_ahead.h.
#include "operators/read_ahead.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <stop_token>
#include <thread>

namespace yuqing {
namespace {

constexpr std::size_t kMostBytes = std::size_t{8} << 20;  // that wait, for each file
constexpr std::size_t kMostSpare = 64;                    // chunks that are kept for use again

struct Waiting {
  std::deque<Chunk> chunks;
  std::size_t bytes = 0;
  bool over = false;
};

}  // namespace

struct ReadAhead::Shared {
  Shared(std::vector<std::filesystem::path> paths, const ReadLimits& wanted, std::size_t count)
      : files(std::move(paths)), limits(wanted), ahead(count) {}

  // One thread: takes the next file that nobody reads, until there is none.
  void read(const std::stop_token& stop) {
    try {
      while (const std::optional<std::size_t> file = next_file(stop)) {
        read_file(files[*file], limits, [&](Chunk& chunk) { return put(*file, chunk, stop); });
        const std::lock_guard lock(mutex);
        waiting.at(*file).over = true;
        changed.notify_all();
      }
    } catch (...) {
      const std::lock_guard lock(mutex);
      broken = std::current_exception();
      changed.notify_all();
    }
  }

  // No further ahead than there are threads: many small files would wait in memory otherwise.
  std::optional<std::size_t> next_file(const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    const bool wanted =
        changed.wait(lock, stop, [this] { return begun == files.size() || begun < turn + ahead; });
    if (!wanted || begun == files.size()) {
      return std::nullopt;
    }
    waiting.try_emplace(begun);
    return begun++;
  }

  bool put(std::size_t number, Chunk& chunk, const std::stop_token& stop) {
    std::unique_lock lock(mutex);
    Waiting& file = waiting.at(number);
    if (!changed.wait(lock, stop, [&] { return file.bytes < kMostBytes; })) {
      return false;
    }
    file.bytes += chunk.text.size();
    file.chunks.push_back(std::move(chunk));
    chunk = Chunk();
    if (!spare.empty()) {
      chunk = std::move(spare.back());
      spare.pop_back();
    }
    changed.notify_all();
    return !stop.stop_requested();
  }

  const std::vector<std::filesystem::path> files;
  const ReadLimits limits;

  std::mutex mutex;
  std::condition_variable_any changed;
  std::map<std::size_t, Waiting> waiting;  // by file, while it is read
  std::vector<Chunk> spare;
  std::size_t begun = 0;  // files that a thread has taken
  std::size_t turn = 0;   // the file whose chunks are wanted
  const std::size_t ahead;
  std::exception_ptr broken;

  std::vector<std::jthread> threads;  // last: they end before what they use
};

ReadAhead::ReadAhead(std::vector<std::filesystem::path> files, const ReadLimits& limits,
                     std::size_t threads)
    : shared_(
          std::make_unique<Shared>(std::move(files), limits, std::max<std::size_t>(threads, 1))) {
  const std::size_t count = std::min(shared_->ahead, shared_->files.size());
  shared_->threads.reserve(count);
  for (std::size_t i = 0; i < count; i++) {
    shared_->threads.emplace_back(
        [shared = shared_.get()](const std::stop_token& stop) { shared->read(stop); });
  }
}

ReadAhead::~ReadAhead() {
  for (std::jthread& thread : shared_->threads) {
    thread.request_stop();
  }
}

ReadAhead::State ReadAhead::next(Chunk& chunk, std::chrono::milliseconds patience) {
  Shared& shared = *shared_;
  std::unique_lock lock(shared.mutex);
  const auto until = std::chrono::steady_clock::now() + patience;
  while (true) {
    if (shared.broken) {
      std::rethrow_exception(shared.broken);
    }
    if (shared.turn == shared.files.size()) {
      return State::finished;
    }
    Waiting& file = shared.waiting[shared.turn];  // perhaps before its thread
    if (!file.chunks.empty()) {
      chunk.clear();
      if (shared.spare.size() < kMostSpare) {
        shared.spare.push_back(std::move(chunk));
      }
      chunk = std::move(file.chunks.front());
      file.chunks.pop_front();
      file.bytes -= chunk.text.size();
      shared.changed.notify_all();
      return State::chunk;
    }
    if (file.over) {
      shared.waiting.erase(shared.turn++);
      shared.changed.notify_all();
    } else if (shared.changed.wait_until(lock, until) == std::cv_status::timeout) {
      return State::later;
    }
  }
}

}  // namespace yuqing
