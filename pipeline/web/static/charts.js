// Draws the tables that carry a chart. Without this script the tables say the same.
"use strict";
(() => {
  const short = (value) => {
    const size = Math.abs(value);
    if (size >= 1e8) return `${(value / 1e8).toLocaleString("zh-CN", { maximumFractionDigits: 2 })} 亿`;
    if (size >= 1e4) return `${(value / 1e4).toLocaleString("zh-CN", { maximumFractionDigits: 2 })} 万`;
    return value.toLocaleString("zh-CN");
  };
  const palette = ["#0b57a4", "#d9822b", "#4c9a6a", "#8a63b0", "#a40e26"];
  for (const place of document.querySelectorAll("[data-chart]")) {
    const wanted = JSON.parse(place.dataset.chart);
    const lying = wanted.form === "lying";
    const names = lying ? [...wanted.labels].reverse() : wanted.labels;
    const labels = { type: "category", data: names, axisLabel: { width: window.innerWidth < 640 ? 110 : 260, overflow: "truncate", interval: 0 } };
    const amounts = { type: "value", splitNumber: window.innerWidth < 640 ? 2 : 5, axisLabel: { formatter: short } };
    place.hidden = false;
    place.style.height = lying ? `${Math.max(160, names.length * 26 + 60)}px` : "280px";
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      color: palette,
      title: wanted.of ? { text: wanted.of, right: 0, top: 0, textStyle: { fontSize: 13, fontWeight: "normal" } } : undefined,
      grid: { left: 8, right: 24, top: wanted.series.length > 1 || wanted.of ? 36 : 12, bottom: 8, containLabel: true },
      legend: wanted.series.length > 1 ? { top: 0, left: 0 } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value == null ? "—" : short(value)) },
      xAxis: lying ? amounts : labels,
      yAxis: lying ? labels : amounts,
      series: wanted.series.map((one) => ({
        name: one.name,
        type: "bar",
        stack: wanted.form === "stacked" ? "all" : undefined,
        barMaxWidth: 38,
        data: lying ? [...one.data].reverse() : one.data,
      })),
    });
    new ResizeObserver(() => chart.resize()).observe(place);
  }
})();
