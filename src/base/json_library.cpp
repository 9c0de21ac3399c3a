// Boost.JSON is a header-only library here: this is the one place where it is compiled.
#include <boost/json/src.hpp>
