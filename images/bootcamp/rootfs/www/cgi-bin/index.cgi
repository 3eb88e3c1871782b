#!/bin/sh
printf 'Content-Type: text/plain\r\n\r\n'
if [ "$VERSION" = v1 ]; then greeting="Hello"; else greeting="Hello again"; fi
echo "$greeting from bootcamp $VERSION on $(hostname)"
