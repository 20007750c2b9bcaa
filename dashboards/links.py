"""Where a click on a topic leads: to its own dashboard, and to the page of the job that quotes it.

Time and variables go along. `${page:raw}` keeps the colon and the slashes of an address.
"""

KEPT = ("&${datasource:queryparam}&${job:queryparam}&${instance:queryparam}&${page:queryparam}"
        "&${__url_time_range}")
LABEL = "${__field.labels.topic}"


def drill(title, topic):
    return {"title": title, "url": f"/d/yuqing-topic?var-topic={topic}{KEPT}", "targetBlank": False}


def live(title, topic):
    return {"title": title, "url": f"${{page:raw}}/#topic={topic}", "targetBlank": True}


TOPIC_LINKS = [drill(f"More on {LABEL}", LABEL), live(f"What is said now on {LABEL}", LABEL)]
CELL_LINKS = [drill("More on this topic", "${__value.text}"),
              live("What is said now on this topic", "${__value.text}")]
# On the dashboard of a topic there is nowhere deeper to go but to the posts.
POSTS_LINKS = [live(f"What is said now on {LABEL}", LABEL)]
ALL_LINKS = [live("Names and posts, on the live page", "all")]
