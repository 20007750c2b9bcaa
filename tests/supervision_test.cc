#include "commands/supervision.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string>
#include <thread>

namespace yuqing {
namespace {

using namespace std::chrono_literals;

// What systemd would hear, at a socket in its abstract name space.
class Manager {
 public:
  explicit Manager(std::chrono::microseconds expects) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    const std::string name = "yuqing_supervision_test_" + std::to_string(getpid());
    name.copy(address.sun_path + 1, name.size());
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 + name.size());
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    const timeval patience = {.tv_sec = 10, .tv_usec = 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setenv("NOTIFY_SOCKET", ("@" + name).c_str(), 1);
    setenv("WATCHDOG_USEC", std::to_string(expects.count()).c_str(), 1);
  }
  ~Manager() {
    close(socket_);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;

  std::string hears() const {
    std::array<char, 4096> said = {};
    const ssize_t size = recv(socket_, said.data(), said.size(), 0);
    return size < 0 ? "nothing" : std::string(said.data(), static_cast<std::size_t>(size));
  }
  bool waits() const {
    std::array<char, 1> said = {};
    return recv(socket_, said.data(), said.size(), MSG_DONTWAIT | MSG_PEEK) < 0;
  }

 private:
  int socket_ = socket(AF_UNIX, SOCK_DGRAM, 0);
};

TEST(Supervision, TellsThatTheJobIsReadyAndWhatItWaitsFor) {
  const Manager manager(1h);
  Health health;
  health.report("source", "broker a:1 cannot be reached");
  Supervision supervision(health, [] { return 0; });

  supervision.serving({});

  EXPECT_EQ(manager.hears(), "READY=1\nSTATUS=waiting: source: broker a:1 cannot be reached");
}

TEST(Supervision, TellsASignOfLifeOnlyWhenTheLoopHasTurned) {
  const Manager manager(4ms);
  const Health health;
  std::atomic<std::uint64_t> looks = 0;
  // The loop turns three times and hangs, while the watching goes on.
  Supervision supervision(health, [&looks] { return std::min<std::uint64_t>(++looks, 3); });
  supervision.serving({});

  EXPECT_EQ(manager.hears(), "READY=1\nSTATUS=counting");
  for (int i = 0; i < 3; i++) {
    EXPECT_EQ(manager.hears(), "WATCHDOG=1");
  }
  while (looks < 10) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(manager.waits());
  while (supervision.stuck() < 20ms) {
    std::this_thread::yield();
  }
}

TEST(Supervision, TellsThatItStopsAndNoStatusAfterThat) {
  const Manager manager(4ms);
  Health health;
  std::atomic<std::uint64_t> looks = 0;
  std::stop_source stop;
  Supervision supervision(health, [&looks] { return 0 * ++looks; });
  supervision.serving(stop.get_token());
  manager.hears();
  while (looks == 0) {
    std::this_thread::yield();
  }

  stop.request_stop();
  health.report("source", "left the group");

  EXPECT_EQ(manager.hears().substr(0, 11), "STOPPING=1\n");
  const std::uint64_t then = looks;
  while (looks < then + 3) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(manager.waits());
}

TEST(Supervision, TellsNobodyWhereNobodyListens) {
  const Health health;
  std::atomic<std::uint64_t> turns = 0;
  Supervision supervision(health, [&turns] { return ++turns; });

  supervision.serving({});

  while (turns < 2) {
    std::this_thread::yield();
  }
  EXPECT_LT(supervision.stuck(), 60s);
}

}  // namespace
}  // namespace yuqing
