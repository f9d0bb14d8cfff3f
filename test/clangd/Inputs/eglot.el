(require 'eglot)
(add-to-list 'eglot-server-programs '((c-mode c++-mode) "clangd-concurrency"))
(add-hook 'c-mode-hook 'eglot-ensure)
(add-hook 'c++-mode-hook 'eglot-ensure)
