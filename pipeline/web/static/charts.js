// Draws the tables that carry a chart. Without this script the tables say the same.
"use strict";
(() => {
  const short = (value) => {
    const size = Math.abs(value);
    if (size >= 1e8) return `${(value / 1e8).toLocaleString("zh-CN", { maximumFractionDigits: 2 })} 亿元`;
    if (size >= 1e4) return `${(value / 1e4).toLocaleString("zh-CN", { maximumFractionDigits: 2 })} 万元`;
    return value ? `${value.toLocaleString("zh-CN")} 元` : "0";
  };
  const palette = ["#0b57a4", "#d9822b", "#4c9a6a", "#8a63b0", "#a40e26"];
  const size = 12;
  const draw = (place) => {
    const wanted = JSON.parse(place.dataset.chart);
    const lying = wanted.form === "lying";
    const names = lying ? [...wanted.labels].reverse() : wanted.labels;
    const figure = place.closest("figure");
    figure.hidden = false;
    // Many years stand beside each other, wider than a phone: the drawing is moved, no year is left out.
    if (!lying) place.style.minWidth = `${names.length * 46}px`;
    if (figure.scrollWidth > figure.clientWidth) figure.tabIndex = 0;
    const width = place.clientWidth;
    // Names are told in full: a bar is as high as its name has lines.
    const wide = (name) => [...name].reduce((sum, sign) => sum + (sign > "\u2e80" ? 1 : 0.6), 1) * size;
    const most = lying ? Math.min(300, Math.round(width * 0.4)) : Math.max(30, Math.floor(width / names.length) - 16);
    const room = Math.min(most, Math.max(...names.map(wide)));
    const lines = Math.max(...names.map((name) => Math.ceil(wide(name) / room)), 1);
    const over = wanted.series.length > 1 ? 36 : 12;
    place.style.height = lying ? `${names.length * Math.max(26, lines * 16 + 8) + over + 40}px` : `${240 + lines * 16}px`;
    const label = { width: room, overflow: "break", interval: 0, fontSize: size, lineHeight: 15, color: "#1b1f24" };
    const labels = { type: "category", data: names, axisLabel: label, axisTick: { show: false } };
    const amounts = { type: "value", splitNumber: width < 600 ? 2 : 5, axisLabel: { formatter: short, hideOverlap: true } };
    const chart = echarts.init(place, null, { renderer: "svg" });
    chart.setOption({
      animation: false,
      color: palette,
      grid: { left: 8, right: 28, top: over, bottom: 8, containLabel: true },
      legend: wanted.series.length > 1 ? { top: 0, left: 0 } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", valueFormatter: (value) => (value == null ? "—" : short(value)) },
      xAxis: lying ? amounts : labels,
      yAxis: lying ? labels : amounts,
      series: wanted.series.map((one) => ({
        name: one.name,
        type: "bar",
        stack: "all",
        barMaxWidth: lying ? 22 : 38,
        data: lying ? [...one.data].reverse() : one.data,
      })),
    });
    // On paper the drawing is as wide as the page: it needs its own measure to shrink by.
    const measure = () => place.querySelector("svg").setAttribute("viewBox", `0 0 ${chart.getWidth()} ${chart.getHeight()}`);
    measure();
    new ResizeObserver(() => {
      if (window.matchMedia("print").matches) return;
      chart.resize();
      measure();
    }).observe(place);
  };
  document.querySelectorAll("[data-chart]").forEach(draw);
})();
