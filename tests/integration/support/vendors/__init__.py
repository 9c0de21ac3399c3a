"""False vendors: each answers as its documentation says, holds what it is told, and notes whatever it would not have understood."""
