/** What a user can get wrong, as one line that says what, where and what to do. */
@NullMarked
package org.neuropil.error;

import org.jspecify.annotations.NullMarked;
