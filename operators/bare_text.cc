// See bare_text.h.
#include "operators/bare_text.h"

namespace yuqing {

Post& hold_text(Batch& batch, std::string_view text, const Operator& normalizer) {
  batch.clear();
  batch.append({}, text);
  batch.seal();
  batch.posts.emplace_back().text = batch.payload(batch.records[0]);
  normalizer.apply(batch);
  return batch.posts[0];
}

}  // namespace yuqing
