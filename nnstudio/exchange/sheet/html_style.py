"""How the HTML sheet looks: a quiet page on an 8-px grid, on paper as on a screen."""

STYLE = """
:root { color-scheme: light; }
body { font: 16px/24px "Noto Sans", "Noto Sans CJK SC", "Noto Sans CJK TC", "PingFang SC", "Microsoft YaHei",
  "Microsoft JhengHei", system-ui, sans-serif; font-variant-numeric: tabular-nums; color: #1f2328; background: #fff;
  max-width: 816px; margin: 48px auto; padding: 0 32px; }
h1 { font-size: 28px; line-height: 40px; font-weight: 600; margin: 0 0 16px; }
h2 { font-size: 20px; line-height: 32px; font-weight: 600; margin: 48px 0 8px; border-bottom: 1px solid #d0d5db; }
h3 { font-size: 16px; line-height: 24px; font-weight: 600; margin: 32px 0 0; break-after: avoid; }
p { margin: 8px 0; }
.where { color: #59636e; font-weight: 400; margin-left: 8px; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 8px 24px; margin: 0; }
.facts div:first-child { grid-column: 1 / -1; }
.facts dt { font-size: 12px; line-height: 16px; color: #59636e; }
.facts dd { margin: 0; }
.formula { margin: 16px 0; overflow-x: auto; }
.formula svg { display: block; max-width: 100%; height: auto; }
table { border-collapse: collapse; }
td { vertical-align: baseline; }
sub, sup { font-size: 75%; line-height: 0; }
.calculation { margin: 16px 0; break-inside: avoid; }
.calculation caption { text-align: left; font-size: 12px; line-height: 16px; color: #59636e; }
.calculation td { padding: 0 8px 0 0; }
.calculation .symbol { text-align: right; min-width: 48px; white-space: nowrap; }
.calculation .sign { color: #59636e; }
.calculation .row { overflow-wrap: anywhere; }
.calculation .result { font-weight: 600; }
.matrix { margin: 16px 0; break-inside: avoid; }
.matrix caption { text-align: left; font-size: 12px; line-height: 16px; color: #59636e; padding-bottom: 8px; }
.matrix td { padding: 0 8px; text-align: right; white-space: nowrap; }
.matrix .letter { min-width: 48px; padding-left: 0; }
.matrix .relation { color: #59636e; }
.matrix .first { border-left: 1px solid #1f2328; }
.matrix .last { border-right: 1px solid #1f2328; }
.given { width: 100%; margin: 16px 0; }
.given th { font-size: 12px; line-height: 16px; font-weight: 400; color: #59636e; text-align: left; }
.given th, .given td { padding: 4px 16px 4px 0; border-bottom: 1px solid #eaeef2; }
.given tr { break-inside: avoid; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 14px; } @page { margin: 20mm 18mm; } }
"""
