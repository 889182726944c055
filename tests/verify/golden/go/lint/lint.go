package lint

import "fmt"

// Print has mistakes that tools find.
func Print(x int) {
	fmt.Printf("%s\n", x)
	x = x
}

func unused() {}
