// See page.h.
#include "commands/page.h"

#include "pipeline/embedded.h"

namespace yuqing {

Page live_page() {
  return {.type = "text/html; charset=utf-8",
          .body = std::string(embedded::page()),
          .policy = std::string(embedded::page_policy())};
}

}  // namespace yuqing
