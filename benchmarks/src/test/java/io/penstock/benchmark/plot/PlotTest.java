package io.penstock.benchmark.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PlotTest {

    @Test
    void bars_twoGroups_drawOneBarEachAndTheLongestFillsTheRoom() throws Exception {
        Bars bars = new Bars("lines & more", "where from", "lines per second");
        bars.group("1 producer");
        bars.bar("ours", 200, true);
        bars.bar("<theirs>", 100, false);

        Document svg = parse(bars.toString());

        // The first rectangles are the page and the legend's two.
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(5);
        assertThat(width(svg, 3)).isEqualTo(2 * width(svg, 4));
        assertThat(bars.toString())
                .contains(
                        "lines &amp; more",
                        "&lt;theirs>",
                        "prefers-color-scheme:dark",
                        "where from",
                        "lines per second",
                        ">Penstock<",
                        ">others<",
                        ">50<",
                        ">200<");
    }

    @Test
    void curves_slowerOne_liesHigher() throws Exception {
        PercentileCurves curves = new PercentileCurves("a call", "where from");
        curves.curve("fast", true, percentile -> 1);
        curves.curve("slow", false, percentile -> 10);

        Document svg = parse(curves.toString());

        // Each has its line, and one in the legend.
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(firstY(svg, 2)).isLessThan(firstY(svg, 0));
        assertThat(curves.toString())
                .contains("where from", "percentile of the calls", "latency in µs, logarithmic", ">99.9 %<", ">10<");
    }

    @Test
    void curves_moreThanThereAreColours_onlyOursHaveTheFirstOne() {
        PercentileCurves curves = new PercentileCurves("a call", "");
        for (int i = 0; i < 9; i++) {
            curves.curve("theirs", false, percentile -> 1);
        }
        curves.curve("ours", true, percentile -> 1);

        String svg = curves.toString();

        assertThat(svg.split("class=\"line c0")).hasSize(3);
        assertThat(svg).contains("class=\"line c0 ours\"").doesNotContain("class=\"line c0\"");
        // The eighth and the ninth begin anew, dashed; each with its legend.
        assertThat(svg.split("stroke-dasharray")).hasSize(5);
    }

    private static double width(Document svg, int rect) {
        return Double.parseDouble(attribute(svg, "rect", rect, "width"));
    }

    private static double firstY(Document svg, int polyline) {
        return Double.parseDouble(attribute(svg, "polyline", polyline, "points").split("[ ,]")[1]);
    }

    private static String attribute(Document svg, String tag, int index, String name) {
        return svg.getElementsByTagName(tag)
                .item(index)
                .getAttributes()
                .getNamedItem(name)
                .getNodeValue();
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }
}
