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
        Bars bars = new Bars("lines & more");
        bars.group("1 producer");
        bars.bar("ours", 200, 0);
        bars.bar("<theirs>", 100, 1);

        Document svg = parse(bars.toString());

        // The first rectangle is the page.
        assertThat(svg.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(width(svg, 1)).isEqualTo(2 * width(svg, 2));
        assertThat(bars.toString()).contains("lines &amp; more", "&lt;theirs>", "prefers-color-scheme:dark");
    }

    @Test
    void curves_slowerOne_liesHigher() throws Exception {
        PercentileCurves curves = new PercentileCurves("a call");
        curves.curve("fast", true, percentile -> 1);
        curves.curve("slow", false, percentile -> 10);

        Document svg = parse(curves.toString());

        // Each has its line, and one in the legend.
        assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(4);
        assertThat(firstY(svg, 2)).isLessThan(firstY(svg, 0));
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
