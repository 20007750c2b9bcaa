// Draws one dashboard from its answers with the components of Grafana's own interface library.
//
// window.__dash holds the dashboard and what Prometheus answered (answers.py). What a panel plugin
// of Grafana's core would do stands here instead: that code is not published.
import {
  FieldType, applyFieldOverrides, createTheme, dateTime, getFieldDisplayName, getFieldDisplayValues,
  renderMarkdown,
  standardFieldConfigEditorRegistry, standardTransformers, standardTransformersRegistry,
  toDataFrame, transformDataFrame,
} from '@grafana/data';
import {
  BarGauge, BigValue, GlobalStyles, PanelChrome, PortalContainer, ThemeContext, TimeSeries,
  VizRepeater,
} from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import React from 'react';
import { createRoot } from 'react-dom/client';
import { firstValueFrom } from 'rxjs';

const dash = window.__dash;
const UNIT = 34; // pixels of a unit of height
const GAP = 8;

standardFieldConfigEditorRegistry.setInit(() =>
  ['unit', 'min', 'max', 'decimals', 'displayName', 'color', 'noValue', 'thresholds', 'mappings',
    'links', 'filterable', 'fieldMinMax', 'actions'].map((id) => ({
    id, path: id, name: id, process: (value) => value, shouldApply: () => true,
    editor: () => null, override: () => null, settings: {},
  })));

const seen = new Set();
standardTransformersRegistry.setInit(() => Object.values(standardTransformers)
  .filter((one) => !seen.has(one.id) && seen.add(one.id))
  .map((one) => ({ id: one.id, name: one.name, aliasIds: [], transformation: async () => one })));

const theme = createTheme({ colors: { mode: dash.theme } });

// Properties of the panel itself ("custom.*") are no concern of the library: put in by hand.
function withCustom(frames, config) {
  for (const frame of frames) {
    for (const field of frame.fields) {
      const name = field.config.displayNameFromDS ?? field.state?.displayName ?? field.name;
      field.config.custom = { ...config.defaults.custom };
      for (const { matcher, properties } of config.overrides) {
        const meant = matcher.id === 'byRegexp' ? new RegExp(matcher.options).test(name)
          : matcher.options === name;
        for (const { id, value } of meant ? properties : []) {
          if (id.startsWith('custom.')) {
            field.config.custom[id.slice('custom.'.length)] = value;
          }
        }
      }
    }
  }
  return frames;
}

function overridden(frames, panel) {
  const config = {
    defaults: panel.fieldConfig.defaults,
    overrides: panel.fieldConfig.overrides.map(({ matcher, properties }) => ({
      matcher, properties: properties.filter(({ id }) => !id.startsWith('custom.')),
    })),
  };
  return applyFieldOverrides({
    data: frames, fieldConfig: config, replaceVariables: (text) => text, theme, timeZone: 'utc',
  });
}

function seriesFrames(panel) {
  return panel.series.map(({ refId, name, labels, t, v }) => toDataFrame({
    refId, name, fields: [
      { name: 'Time', type: FieldType.time, values: t },
      { name: 'Value', type: FieldType.number, values: v, labels,
        config: { displayNameFromDS: name } },
    ],
  }));
}

function tableFrames(panel) {
  return panel.tables.map(({ refId, columns }) => toDataFrame({
    refId, fields: columns.map(({ name, values }) => ({
      name, values, config: {},
      type: typeof values[0] === 'number' ? FieldType.number : FieldType.string,
    })),
  }));
}

function marked(builder) {
  builder.addHook('draw', (plot) => {
    const { ctx, bbox } = plot;
    ctx.save();
    ctx.strokeStyle = '#E69F00';
    ctx.setLineDash([4, 4]);
    for (const at of dash.marks) {
      const x = Math.round(plot.valToPos(at, 'x', true));
      ctx.beginPath();
      ctx.moveTo(x, bbox.top);
      ctx.lineTo(x, bbox.top + bbox.height);
      ctx.stroke();
    }
    ctx.restore();
  });
  return null;
}

function Lines({ panel, width, height }) {
  const frames = withCustom(overridden(seriesFrames(panel), panel), panel.fieldConfig);
  const range = { from: dateTime(dash.from), to: dateTime(dash.to) };
  return <TimeSeries frames={frames} structureRev={1} width={width} height={height} timeZone="utc"
    timeRange={{ ...range, raw: range }} legend={panel.options.legend} options={{}}>
    {marked}
  </TimeSeries>;
}

function displayed(panel) {
  return getFieldDisplayValues({
    fieldConfig: panel.fieldConfig, reduceOptions: panel.options.reduceOptions,
    replaceVariables: (text) => text, theme, data: overridden(seriesFrames(panel), panel),
    timeZone: 'utc', sparkline: false,
  });
}

function Numbers({ panel, width, height }) {
  const values = displayed(panel);
  return <VizRepeater width={width} height={height} source={values} getValues={() => values}
    orientation="auto" autoGrid renderValue={({ value, width: w, height: h }) =>
      <BigValue value={value.display} width={w} height={h} theme={theme} colorMode="value"
        graphMode="none" justifyMode="auto" textMode={panel.options.textMode} />} />;
}

function Bars({ panel, width, height }) {
  const values = displayed(panel);
  return <VizRepeater width={width} height={height} source={values} getValues={() => values}
    orientation="horizontal" itemSpacing={6}
    minVizHeight={panel.options.minVizHeight} maxVizHeight={panel.options.maxVizHeight}
    renderValue={({ value, width: w, height: h, orientation }) =>
      <BarGauge value={value.display} field={value.field} display={value.view?.getFieldDisplayProcessor(value.colIndex)}
        width={w} height={h} theme={theme} orientation={orientation} displayMode="basic"
        valueDisplayMode="color" showUnfilled itemSpacing={6} lcdCellWidth={8} />} />;
}

async function tableOf(panel) {
  const frames = tableFrames(panel);
  const made = await firstValueFrom(transformDataFrame(panel.transformations, frames));
  const done = overridden(made, panel);
  done.forEach((frame) => frame.fields.forEach((field) => getFieldDisplayName(field, frame, done)));
  return withCustom(done, panel.fieldConfig)[0];
}

function Words({ panel }) {
  return <div className="markdown-html" style={{ padding: 8 }}
    dangerouslySetInnerHTML={{ __html: renderMarkdown(panel.options.content) }} />;
}

const KINDS = { timeseries: Lines, stat: Numbers, bargauge: Bars, text: Words,
  table: ({ panel, width, height }) => <TableNG data={panel.frame} width={width} height={height} structureRev={1} theme={theme} timeRange={{ from: dateTime(dash.from), to: dateTime(dash.to) }} /> };

// One broken panel shows its error, the others are drawn.
class Fence extends React.Component {
  state = { error: null };

  static getDerivedStateFromError(error) {
    return { error };
  }

  render() {
    return this.state.error
      ? <div className="broken" style={{ color: 'red' }}>BROKEN: {String(this.state.error)}</div>
      : this.props.children;
  }
}

function empty(panel) {
  return panel.type !== 'text' && !panel.series?.length && !panel.tables?.some(
    ({ columns }) => columns.length && columns[0].values.length);
}

function Panel({ panel, column }) {
  const { x, y, w, h } = panel.gridPos;
  const place = { position: 'absolute', left: x * column, top: y * UNIT, width: w * column - GAP,
    height: h * UNIT - GAP };
  if (panel.type === 'row') {
    return <div style={{ ...place, fontSize: 16, fontWeight: 500, paddingTop: 4 }}>{panel.title}</div>;
  }
  const Kind = KINDS[panel.type];
  return <div style={place}>
    <PanelChrome title={panel.title} description={panel.description} width={place.width}
      height={place.height}>
      {(width, height) => <Fence>
        {empty(panel)
          ? <div className="empty" style={{ textAlign: 'center', paddingTop: height / 2 - 12,
            color: theme.colors.text.secondary }}>{panel.fieldConfig.defaults.noValue}</div>
          : <Kind panel={panel} width={width} height={height} />}
      </Fence>}
    </PanelChrome>
  </div>;
}

async function main() {
  for (const panel of dash.panels) {
    if (panel.type === 'table' && !empty(panel)) {
      panel.frame = await tableOf(panel);
    }
  }
  const column = (dash.width - 2 * GAP) / 24;
  createRoot(document.getElementById('r')).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <div style={{ position: 'relative', margin: GAP, height: dash.height, fontSize: 14,
        color: theme.colors.text.primary }}>
        <div style={{ height: 40, fontSize: 20, fontWeight: 500 }}>{dash.title}</div>
        <div style={{ position: 'absolute', top: 40, left: 0 }}>
          {dash.panels.map((panel) => <Panel key={panel.id} panel={panel} column={column} />)}
        </div>
      </div>
      <PortalContainer />
    </ThemeContext.Provider>);
  document.body.style.background = theme.colors.background.canvas;
}

main();
