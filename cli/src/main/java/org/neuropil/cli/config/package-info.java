/**
 * Settings of a training: their names, ranges and defaults (the JSON schema), the YAML files that
 * hold them, and their resolution into one complete configuration.
 */
@NullMarked
package org.neuropil.cli.config;

import org.jspecify.annotations.NullMarked;
