package io.ksail.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows under headings, in columns as wide as what is in them. */
final class Table {

    private static final String GAP = "   ";

    private final List<List<Cell>> rows = new ArrayList<>();

    /**
     * One value.
     *
     * @param text what it is
     * @param shown the same, with colours
     */
    record Cell(String text, String shown) {
        static Cell of(String text) {
            String line = Style.printable(text).replaceAll("\\s+", " ");
            return new Cell(line, line);
        }
    }

    Table(List<String> headings) {
        rows.add(headings.stream().map(Cell::of).toList());
    }

    void add(List<Cell> row) {
        rows.add(row);
    }

    @Override
    public String toString() {
        return rows.stream().map(this::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private String line(List<Cell> row) {
        return IntStream.range(0, row.size())
                .mapToObj(column -> padded(row, column))
                .collect(Collectors.joining(GAP))
                .stripTrailing();
    }

    private String padded(List<Cell> row, int column) {
        int width = rows.stream()
                .mapToInt(each -> each.get(column).text().length())
                .max()
                .orElse(0);
        Cell cell = row.get(column);
        return cell.shown() + " ".repeat(width - cell.text().length());
    }
}
