// Logs: one structured line per event on standard error.
#pragma once

namespace yuqing {

// time=2025-01-27T12:15:00.250Z level=warning message="..."; quotes and control characters inside
// the message are escaped, so that no input can forge a line.
void set_up_log();

}  // namespace yuqing
