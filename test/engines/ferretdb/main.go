// An engine that speaks MongoDB's wire protocol, for tests on machines without MongoDB: FerretDB 1 on SQLite files.
//
//	ferretdb FOLDER [PORT]
//
// keeps its databases in the folder, prints its connection string once it listens, and ends with its standard input,
// so that it never outlives the tests that started it.
package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "usage: ferretdb FOLDER [PORT]")
		os.Exit(2)
	}
	port := "0"
	if len(os.Args) > 2 {
		port = os.Args[2]
	}
	engine, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:" + port},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})),
		Handler:   "sqlite",
		SQLiteURL: "file:" + os.Args[1] + "/",
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	running, end := context.WithCancel(context.Background())
	go func() {
		io.Copy(io.Discard, os.Stdin)
		end()
	}()
	go func() { fmt.Println(engine.MongoDBURI()) }()
	if err := engine.Run(running); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
