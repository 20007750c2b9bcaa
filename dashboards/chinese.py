"""The dashboards with Chinese names: titles, columns, units and what stands in an empty panel.

Descriptions stay English. A name without a translation here is an error, so none is forgotten.
"""

import copy

NAMES = {
    "yuqing: opinion": "舆情：观点",
    "yuqing: pipeline": "舆情：流水线",
    "yuqing: archive": "舆情：归档",
    # opinion
    "Everything, in the chosen time range": "总览（所选时间范围）",
    "Posts": "声量",
    "Posts against the previous period": "声量环比",
    "Net sentiment, all posts": "净情感度（全部帖子）",
    "Net sentiment rate, decided posts": "净情感率（仅正负面）",
    "Mean score": "平均情感分",
    "Window shown": "当前窗口",
    "Over time": "趋势",
    "Volume by sentiment": "情感声量趋势",
    "Volume by topic": "话题声量趋势",
    "Share of voice": "声量份额",
    "Net sentiment by topic, all posts": "话题净情感度（全部帖子）",
    "Net sentiment rate by topic, decided posts": "话题净情感率（仅正负面）",
    "Bursts: volume over its own hour": "突发：声量与前一小时之比",
    "Kinds of posts, emotions, what is quoted": "帖子类型、情绪与引用",
    "Volume by kind": "各类型声量",
    "Emotions": "情绪趋势",
    "Own text against quoted text": "原话与引用对比",
    "Opposed reposts": "反向转发占比",
    "Entities": "实体口碑",
    "Movers and topics, in the chosen time range": "变化与话题（所选时间范围）",
    "Top movers by volume": "声量变化榜",
    "Top movers by net sentiment": "净情感变化榜",
    "Topics": "话题",
    "The last whole window, in event time": "最近完整窗口（事件时间）",
    "Everything in the window": "窗口声量",
    "Topics in the window": "窗口内话题声量",
    # columns of the table of topics
    "posts": "声量",
    "share of voice": "声量份额",
    "positive": "正面占比",
    "negative": "负面占比",
    "net sentiment": "净情感度",
    "± 95 %": "± 95 %",
    "net sentiment rate": "净情感率",
    "mean score": "平均情感分",
    "reach": "触达",
    # pipeline
    "At a glance": "概况",
    "Ready": "就绪",
    "Read": "读取",
    "Lag of all partitions": "总积压",
    "Share rejected": "拒收率",
    "Share late": "迟到率",
    "Unaccounted": "去向不明",
    "Age of the last snapshot": "距上次快照",
    "Up for": "运行时长",
    "Records read": "读取速率",
    "Lag": "分区积压",
    "Partitions owned": "持有分区",
    "Rebalances": "再均衡",
    "Parse: rejected and filtered": "解析：拒收与过滤",
    "Rejected by reason": "拒收原因",
    "Filtered by reason": "过滤原因",
    "Stages of a batch": "批处理阶段",
    "Stage time, median": "阶段耗时（中位数）",
    "Stage time, slowest 1 %": "阶段耗时（最慢 1 %）",
    "Busy by stage": "阶段占用",
    "Time share of a stage": "阶段耗时占比",
    "Time of a record in each stage": "单条记录各阶段耗时",
    "Event time and windows": "事件时间与窗口",
    "Event time behind the clock": "事件时间滞后",
    "Late": "迟到",
    "Duplicates": "重复",
    "Windows open": "打开的窗口",
    "Ids held": "去重编号数",
    "What became of the records": "记录去向",
    "Outcomes": "去向",
    "Conservation: read minus all outcomes": "守恒：读取减去全部去向",
    "Snapshots": "快照",
    "Age": "距上次成功",
    "Duration": "耗时",
    "Size": "大小",
    "By result": "结果",
    "Process": "进程",
    "Memory": "内存",
    "Processor": "处理器",
    "Builds": "版本",
    "processes": "进程数",
    # variables
    "Data source": "数据源",
    "Job": "作业",
    "Topic": "话题",
    "Archive": "归档",
    # empty panels
    "no data": "无数据",
    "no previous period": "无上一周期",
    "fewer than 30 posts": "不足 30 条",
    "fewer than 30 posts in a period": "周期内不足 30 条",
    "no baseline yet": "尚无基线",
    "no window yet": "尚无窗口",
    "no post yet": "尚无帖子",
    "no entity yet": "尚无实体",
    "nothing read": "未读取",
    "no batches": "无批次",
    # units
    "suffix: posts/s": "suffix: 条/秒",
    "suffix: records/s": "suffix: 条/秒",
    "suffix: processors": "suffix: 核",
}


def translate_panel(panel):
    panel["title"] = NAMES[panel["title"]]
    defaults = panel.get("fieldConfig", {}).get("defaults", {})
    if defaults:
        defaults["noValue"] = NAMES[defaults["noValue"]]
        defaults["unit"] = NAMES.get(defaults["unit"], defaults["unit"])
    for change in panel.get("transformations", []):
        renamed = change["options"].get("renameByName", {})
        renamed.update({column: NAMES[name] for column, name in renamed.items()})
        for override in panel["fieldConfig"]["overrides"]:
            matcher = override["matcher"]
            if change["id"] == "organize" and matcher["options"] in NAMES:
                matcher["options"] = NAMES[matcher["options"]]


def translate(dashboard):
    """A copy of a dashboard with the names of this file."""
    dashboard = copy.deepcopy(dashboard)
    dashboard["title"] = NAMES[dashboard["title"]]
    for variable in dashboard["templating"]["list"]:
        variable["label"] = NAMES[variable["label"]]
    for panel in dashboard["panels"]:
        translate_panel(panel)
    return dashboard
