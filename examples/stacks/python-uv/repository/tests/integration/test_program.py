import subprocess
import sys


def test_the_program_prints_a_word_a_line() -> None:
    program = [sys.executable, "-m", "texts", "one  two"]
    assert subprocess.run(program, capture_output=True, check=True, text=True).stdout == "one\ntwo\n"
