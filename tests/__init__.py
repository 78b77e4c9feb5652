"""The tests; a package, so that processes started by them find it before what other packages bring under that name."""
