// Goes once through a corpus, without libFuzzer: each file of the folder that is named.
#include "fuzz/fuzz.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

int main(int argc, char** argv)
{
    std::size_t files = 0;
    for (int i = 1; i < argc; ++i) {
        for (auto const& entry : std::filesystem::directory_iterator{argv[i]}) {
            std::ifstream file{entry.path(), std::ios::binary};
            std::ostringstream bytes;
            bytes << file.rdbuf();
            std::string const text = bytes.str();
            std::cout << entry.path().filename().string() << '\n';
            LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(text.data()), text.size());
            ++files;
        }
    }
    std::cout << files << " files passed\n";
    return files == 0 ? 1 : 0;
}
