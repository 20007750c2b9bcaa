// The live page: what is being said now, for a browser and without Grafana.
//
// It is one document that loads nothing but /api/v1/now from where it came from; its sources are in
// dashboards/page.
#pragma once

#include "pipeline/http.h"

namespace yuqing {

// What is served at "/".
Page live_page();

}  // namespace yuqing
