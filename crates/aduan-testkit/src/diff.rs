//! The difference between two texts, line by line.

/// Lines only in `expected` are marked `-`, lines only in `happened` are marked `+`, in order; the longest common
/// subsequence has no mark.
pub(crate) fn diff(expected: &[String], happened: &[String]) -> String {
    let (rows, columns) = (expected.len(), happened.len());
    let mut common = vec![vec![0_usize; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            common[row][column] = if expected[row] == happened[column] {
                common[row + 1][column + 1] + 1
            } else {
                common[row + 1][column].max(common[row][column + 1])
            };
        }
    }
    let (mut row, mut column, mut text) = (0, 0, String::new());
    while row < rows || column < columns {
        let same = row < rows && column < columns && expected[row] == happened[column];
        let gone = row < rows && (column == columns || common[row + 1][column] >= common[row][column + 1]);
        let (mark, line) = if same {
            (' ', &expected[row])
        } else if gone {
            ('-', &expected[row])
        } else {
            ('+', &happened[column])
        };
        text.extend([mark, ' ']);
        text.push_str(line);
        text.push('\n');
        row += usize::from(same || gone);
        column += usize::from(same || !gone);
    }
    text
}
