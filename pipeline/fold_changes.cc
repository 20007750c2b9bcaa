// Posts that come again, changed or to be taken back. See fold.h.
//
// A post's forms are its first, an edited one and a removal. They may come in any order: as long as
// the ledger remembers the post, and its window is open, the windows are the same in the end. So a
// removal that comes first is remembered, and a form that is not counted still adds its traces,
// as it would have, had it come first.
#include "pipeline/fold.h"

namespace yuqing {

// The verdict deleted or tombstone is counted already.
Fate Fold::take_back(Lane& lane, const Record& record, const Post& post) {
  Contribution* const found = lane.ledger.find(post.id);
  if (found == nullptr) {
    if (lane.ids.insert(post.id)) {
      lane.ledger.await(post.id);
    }
    return Fate::not_counted;
  }
  if (!found->held || !can_change(lane, found->start)) {
    return Fate::not_counted;
  }
  lane.ledger.take_out(*found, changed_window(lane, record, found->start));
  lane.counters.retracted++;
  return Fate::retracted;
}

// An edited form of a post that was seen.
Fate Fold::replace(Lane& lane, const Record& record, const Post& post, const Batch& batch) {
  lane.counters.verdicts[static_cast<std::size_t>(Verdict::edited)]++;
  Contribution* const found = lane.ledger.find(post.id);
  if (found == nullptr || !is_open(lane, start_of(post))) {
    return Fate::not_counted;
  }
  if (!found->held) {
    changed_window(lane, record, start_of(post)).add_traces(post, batch, analytics());
    return Fate::not_counted;
  }
  if (!can_change(lane, found->start)) {
    return Fate::not_counted;
  }
  lane.ledger.take_out(*found, changed_window(lane, record, found->start));
  const bool awaited = lane.ledger.pass_on(*found);
  move_event_time(lane, record, post);
  changed_window(lane, record, start_of(post)).add(post, batch, analytics());
  lane.ledger.add(post, batch, start_of(post), awaited);
  lane.counters.replaced++;
  return Fate::replaced;
}

// A post that was seen, or whose edited form or removal was.
Fate Fold::repeat(Lane& lane, const Record& record, const Post& post, const Batch& batch) {
  lane.counters.duplicate++;
  Contribution* const found = lane.ledger.awaits_any() ? lane.ledger.find(post.id) : nullptr;
  if (found != nullptr && found->awaited) {
    lane.ledger.arrived(*found);
    if (is_open(lane, start_of(post))) {
      changed_window(lane, record, start_of(post)).add_traces(post, batch, analytics());
    }
  }
  return Fate::duplicate;
}

// With another lateness than before a window may be open again that is forgotten.
bool Fold::can_change(const Lane& lane, std::int64_t start) const {
  return is_open(lane, start) && lane.windows.contains(start);
}

}  // namespace yuqing
