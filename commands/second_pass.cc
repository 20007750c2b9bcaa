// See second_pass.h.
#include "commands/second_pass.h"

#include "commands/progress.h"
#include "pipeline/fold.h"

namespace yuqing {
namespace {

class Witnesses final : public Witness {
 public:
  explicit Witnesses(const std::vector<Witness*>& witnesses) : witnesses_(witnesses) {}

  void see(const Post& post, const Record& record, Fate fate, const Batch& batch) override {
    for (Witness* const witness : witnesses_) {
      witness->see(post, record, fate, batch);
    }
  }

 private:
  const std::vector<Witness*>& witnesses_;
};

}  // namespace

bool read_again(const Reading& reading, const std::vector<Witness*>& witnesses,
                const std::stop_token& stop) {
  const std::unique_ptr<ReplaySource> source = reading.source();
  Lanes lanes(reading.windowing, reading.scoring.tags, nullptr);
  Metrics metrics(lanes);
  Witnesses all(witnesses);
  Fold fold({.lanes = lanes,
             .source = *source,
             .metrics = metrics,
             .store = nullptr,
             .sinks = {},
             .witness = &all,
             .scoring = reading.scoring.hash});
  const Progress progress(source->progress(), lanes);
  run_pipeline({.source = *source,
                .stages = reading.scoring.stages,
                .fold = fold,
                .lanes = lanes,
                .metrics = metrics,
                .machine = reading.machine,
                .wants_details = true},
               stop);
  return !stop.stop_requested();
}

}  // namespace yuqing
