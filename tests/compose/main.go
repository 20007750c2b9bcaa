// Reads a compose file as `docker compose config` does, with the library that it reads it with:
// refuses what is not of the specification, puts the environment in, and prints what remains.
package main

import (
	"fmt"
	"os"

	"github.com/compose-spec/compose-go/cli"
)

func main() {
	options, err := cli.NewProjectOptions(os.Args[1:], cli.WithOsEnv, cli.WithProfiles([]string{"*"}))
	if err == nil {
		project, failed := cli.ProjectFromOptions(options)
		if err = failed; err == nil {
			var read []byte
			if read, err = project.MarshalJSON(); err == nil {
				fmt.Println(string(read))
				return
			}
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
