@node "%~dp0transpile.mjs" %*
