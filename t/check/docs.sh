#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# docs/tools.md is made from the manifests.
exec perl "$(dirname "$0")/../bin/tools-doc.pl" --check
