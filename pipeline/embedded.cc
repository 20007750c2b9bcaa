// See embedded.h. The assembler copies the files; its search path is the project's root and
// the folder of the build.
#include "pipeline/embedded.h"

#define YUQING_EMBED(name, files)                                   \
  asm(".section .rodata\n"                                          \
      ".balign 4096\n"                                              \
      "yuqing_embedded_" #name ":\n" files "yuqing_embedded_" #name \
      "_end:\n"                                                     \
      ".byte 0\n"                                                   \
      ".previous\n");                                               \
  extern "C" {                                                      \
  extern const char yuqing_embedded_##name[];                       \
  extern const char yuqing_embedded_##name##_end[];                 \
  }                                                                 \
  std::string_view yuqing::embedded::name() {                       \
    return {yuqing_embedded_##name, yuqing_embedded_##name##_end};  \
  }

YUQING_EMBED(model, ".incbin \"models/sentiment.yqm\"\n")
YUQING_EMBED(topics, ".incbin \"deploy/topics.toml\"\n")
YUQING_EMBED(metrics, ".incbin \"schemas/metrics.tsv\"\n")
YUQING_EMBED(corpus,
             ".incbin \"deploy/corpus/deepseek_moment.jsonl\"\n"
             ".incbin \"deploy/corpus/deepseek_b.jsonl\"\n")
YUQING_EMBED(page, ".incbin \"page.html\"\n")
YUQING_EMBED(page_policy, ".incbin \"page.policy\"\n")
