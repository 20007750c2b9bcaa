// The sums of an archive as time series at the time of its posts: what a Prometheus would have
// scraped from a live job at the end of every window.
//
// Counters are running sums over event time, gauges stand at the end of their window. A topic has
// samples where something changes, one window before that, and for five minutes after it, because
// five minutes is how long Prometheus shows a last value. All series of a topic have the same
// times, the first and the last of the archive among them. So empty windows next to posts are
// explicit zeros, increase() over the archive is exact, and years of silence cost nothing.
#pragma once

#include <string_view>

#include "operators/series_text.h"
#include "pipeline/lanes.h"

namespace yuqing {

// `archive` is the name that every series bears, UTF-8. Nothing changes the lanes meanwhile.
void write_event_series(const Lanes& lanes, std::string_view archive, SeriesFormat format,
                        const TextSink& sink);

}  // namespace yuqing
